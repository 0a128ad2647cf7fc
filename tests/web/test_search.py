"""The search in the history, and a document that was opened from it."""

from __future__ import annotations

import io

import lxml.html
import pytest
from PIL import Image

from onlineocr.documents.models import Run
from onlineocr.documents.queue import claims
from onlineocr.documents.search import backlog
from tests.support.drawing import draw_text
from tests.support.typeset import typeset
from tests.web import reading
from tests.web.files import pdf, picture, upload
from tests.web.test_accessibility import assert_sound, luminance

PAGE = "/history/"


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def shown(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def marked(text):
    return [mark.text_content() for mark in lxml.html.fromstring(text).iter("mark")]


def words(text):
    """The text of the page on a document's page."""
    return lxml.html.fromstring(text).xpath("//*[@class='text']")[0].text_content()


@pytest.mark.parametrize(("query", "way"), [("", "/history/"), ("?q=a+%26b&x=y", "/history/?q=a+%26b")])
def test_the_address_of_the_search_leads_to_the_history(client, db, query, way):
    assert client.get(f"/search/{query}")["Location"] == way


def test_it_lists_pages_with_the_words_marked(as_alice, alice, bob, typed):
    document = typed(alice, "nothing", "a cup of tea", file_name="menu.png")
    typed(bob, "secret tea")
    text = shown(as_alice, PAGE, q="tea")
    assert "a cup of <mark>tea</mark>" in text
    assert f'href="/documents/{document.uid}/?q=tea&amp;page=2#found"' in text
    assert "Page 2" in text
    assert "Found on 1 page of 1 document" in text
    assert "secret" not in text


def test_it_tells_what_only_looks_alike(as_alice, alice, typed):
    typed(alice, "lnvoice")
    text = shown(as_alice, PAGE, q="invoice")
    assert "looks alike" in text
    assert "Only words that look alike were found" in text


def test_it_puts_the_pages_of_a_document_together(as_alice, alice, typed):
    typed(alice, "tea", "milk", "tea", file_name="menu.pdf")
    typed(alice, "tea", file_name="note.png")
    groups = as_alice.get(PAGE, {"q": "tea"}).context["groups"]
    found = [(group.plain_name, [place.page for place in group.places]) for group in groups]
    assert found == [("note.png", ["Page 1"]), ("menu.pdf", ["Page 1", "Page 3"])]


def test_it_shows_the_scan_around_a_hit_with_its_mark(as_alice, alice, typed):
    document = typed(alice, "a cup\nof tea")  # on a page of 400 x 600 pixels
    [group] = as_alice.get(PAGE, {"q": "tea"}).context["groups"]
    crop = group.places[0].crop
    assert crop.address.startswith(f"/api/v1/documents/{document.uid}/pages/1/image?box=0,0,400,80&width=640")
    assert (crop.view, crop.width, crop.height) == ("0 0 400 80", 400, 80)
    assert [(one.x, one.y, one.width, one.height) for one in crop.rectangles] == [(27, 17, 36, 26)]


def test_there_is_no_scan_of_a_document_with_a_password(as_alice, alice, typed):
    typed(alice, "tea")
    Run.objects.update(protected=True)
    assert "/image?box=" not in shown(as_alice, PAGE, q="tea")


def test_it_counts_up_to_a_bound(as_alice, alice, typed, monkeypatch):
    monkeypatch.setattr("onlineocr.web.history.found.MOST_COUNTED", 2)
    typed(alice, "tea", "tea")
    assert "Found on 2 pages of 1 document" in shown(as_alice, PAGE, q="tea")
    typed(alice, "tea")
    assert "More than 2 pages found" in shown(as_alice, PAGE, q="tea")


@pytest.mark.parametrize(("query", "why"), [("-tea", "only words to leave out"), ("a " * 40, "32 words")])
def test_it_says_why_a_query_finds_nothing(as_alice, query, why):
    assert why in shown(as_alice, PAGE, q=query)


@pytest.mark.parametrize("query", ["\0", '"', "*", "((", "a" * 5000, "'; DROP TABLE", "NEAR(", "%"])
@pytest.mark.parametrize("page", ["search", "document"])
def test_it_takes_any_query(as_alice, alice, typed, query, page):
    document = typed(alice, "words")
    shown(as_alice, PAGE if page == "search" else f"/documents/{document.uid}/", q=query, page=query)


def test_it_goes_on_part_by_part_and_back(as_alice, alice, typed):
    for number in range(11):
        typed(alice, "tea", file_name=f"number {number}.png")
    first = as_alice.get(PAGE, {"q": "tea"})
    second = as_alice.get(PAGE + first.context["next"])
    assert [len(answer.context["groups"]) for answer in (first, second)] == [10, 1]
    assert len(as_alice.get(PAGE + second.context["previous"]).context["groups"]) == 10


def test_a_broken_way_leads_to_the_beginning(as_alice, alice, typed):
    typed(alice, "tea")
    assert "<mark>tea</mark>" in shown(as_alice, PAGE, q="tea", cursor="nonsense")


def test_a_document_shows_the_place_on_the_picture_and_in_the_text(as_alice, alice, typed):
    document = typed(alice, "nothing", "a cup\nof tea", file_name="menu.pdf")
    text = shown(as_alice, f"/documents/{document.uid}/", q="tea", page=2)
    assert f'src="/api/v1/documents/{document.uid}/pages/2/image?width=800&amp;rotation=0"' in text
    assert 'viewBox="0 0 400 600"' in text
    assert '<rect x="27" y="17" width="36" height="26"/>' in text  # the word's box with some air around it
    assert marked(text) == ["tea"]
    assert "1 place on page 2" in text


def test_a_document_leads_from_one_page_that_has_it_to_the_next(as_alice, alice, typed):
    document = typed(alice, "tea", "nothing", "tea", "tea")
    text = shown(as_alice, f"/documents/{document.uid}/", q="tea", page=3)
    assert "?q=tea&amp;page=1#found" in text
    assert "?q=tea&amp;page=4#found" in text


def test_the_text_beside_the_picture_is_of_the_same_page(as_alice, alice, typed):
    document = typed(alice, *(f"words of page {number}." for number in range(1, 61)))
    while not backlog.work_off():
        pass
    text = shown(as_alice, f"/documents/{document.uid}/", q="words", page=55)
    assert "pages/55/image" in text
    assert marked(text) == ["words"]
    assert words(text) == "words of page 55."


def test_pages_are_found_before_they_are_in_the_index(as_alice, alice, typed):
    document = typed(alice, *(f"words of page {number}." for number in range(1, 61)))
    text = shown(as_alice, f"/documents/{document.uid}/", q="words", page=55)
    assert (words(text), marked(text)) == ("words of page 55.", ["words"])
    assert "cannot be searched yet" not in text


def test_pages_are_found_while_others_are_read(as_alice, alice, queued):
    document = queued(alice, pages=3)
    claims.finish(claim := claims.claim("w"), typeset("a cup of tea", claim.number))
    text = shown(as_alice, f"/documents/{document.uid}/", q="tea")
    assert (words(text), marked(text)) == ("a cup of tea", ["tea"])
    assert "2 pages cannot be searched yet" in text
    text = shown(as_alice, f"/documents/{document.uid}/", q="coffee")
    assert "Nothing matches on the pages that were read so far. 2 pages cannot be searched yet." in text


def test_it_says_how_many_documents_cannot_be_searched_yet(as_alice, alice, bob, typed, queued):
    typed(alice, "tea")
    assert "cannot be searched" not in shown(as_alice, PAGE, q="coffee")
    queued(alice)
    queued(bob)
    text = shown(as_alice, PAGE, q="coffee")
    assert "1 document cannot be searched yet" in text
    assert "Nothing found for “coffee” in 1 document" in text


def test_a_document_says_that_it_has_no_such_words(as_alice, alice, typed):
    document = typed(alice, "tea")
    assert "Nothing matches on the pages" in shown(as_alice, f"/documents/{document.uid}/", q="coffee")


def test_a_token_searches_its_document(client, typed):
    document = typed(None, "tea")
    token = document.issue_token()
    document.save()
    text = shown(client, f"/documents/{document.uid}/", q="tea", token=token)
    assert f"pages/1/image?width=800&amp;rotation=0&amp;token={token}" in text
    assert marked(text) == ["tea"]


def test_no_text_becomes_markup(as_alice, alice, typed):
    document = typed(alice, "<script>alert(1)</script> tea", file_name="<script>alert(2)</script> tea")
    for path in (PAGE, f"/documents/{document.uid}/"):
        assert "<script>alert" not in shown(as_alice, path, q="tea script")


@pytest.mark.browser
@pytest.mark.slow
def test_it_leads_from_words_to_the_place_on_the_page(signed_in):
    page = signed_in
    page.get_by_label("Choose a file").set_input_files(
        upload("letters.pdf", pdf("first of all", "remember the marmalade"), "application/pdf")
    )
    reading.done(page)
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_label("Words on the pages").fill("marmalade")
    page.keyboard.press("Enter")
    page.locator(".item mark").first.wait_for()
    assert_sound(page)
    crop = page.locator(".crop img")
    crop.evaluate("image => image.decode()")
    box, mark = crop.bounding_box(), page.locator(".crop .lines rect").bounding_box()
    assert box["x"] < mark["x"] < mark["x"] + mark["width"] < box["x"] + box["width"]
    page.get_by_role("link", name="Page 2").press("Enter")
    page.locator(".overlay .lines rect").first.wait_for()
    assert_sound(page)
    image, box = page.locator(".overlay img").bounding_box(), page.locator(".overlay .lines rect").first.bounding_box()
    assert image["x"] < box["x"] < box["x"] + box["width"] < image["x"] + image["width"]
    assert image["y"] < box["y"] < box["y"] + box["height"] < image["y"] + image["height"]
    assert page.locator("#page-2 mark").inner_text() == "marmalade"


@pytest.mark.browser
@pytest.mark.slow
def test_the_boxes_scale_with_the_picture_on_a_phone(open_page):
    page = open_page(viewport={"width": 320, "height": 700})
    page.get_by_label("Choose a file").set_input_files(upload("note.png", picture("remember the marmalade")))
    page.locator("#page-1 .text").wait_for()
    page.get_by_label("Find on the pages").fill("marmalade")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Picture").click()
    page.locator(".overlay .lines rect").first.wait_for()
    assert_sound(page)
    box, image = page.locator(".overlay .lines rect").first.bounding_box(), page.locator(".overlay img").bounding_box()
    assert image["width"] < 320
    assert box["x"] + box["width"] <= image["x"] + image["width"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("ink", "paper"), [("black", "white"), ("white", "black")])
def test_a_mark_leaves_the_word_readable(open_page, ink, paper):
    # A page that fades in has less contrast than it will have.
    page = open_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    drawn = draw_text(["remember the marmalade"], ink=ink, paper=paper).png
    page.get_by_label("Choose a file").set_input_files(upload("note.png", drawn))
    page.locator("#page-1 .text").wait_for()
    page.get_by_label("Find on the pages").fill("marmalade")
    page.keyboard.press("Enter")
    page.locator(".overlay img").evaluate("image => image.decode()")
    box = page.locator(".overlay .lines rect").first.bounding_box()
    word = Image.open(io.BytesIO(page.screenshot(clip=box))).convert("RGB")
    assert contrast_within(word.crop((5, 5, word.width - 5, word.height - 5))) >= 7  # AAA, within the outline
    assert contrast_within(word) >= 7


def contrast_within(image):
    """Between the lightest and the darkest tenth of the pixels."""
    lights = sorted(luminance("#{:02x}{:02x}{:02x}".format(*pixel)) for pixel in image.get_flattened_data())
    return (lights[-len(lights) // 10] + 0.05) / (lights[len(lights) // 10] + 0.05)
