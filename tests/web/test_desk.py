"""The desk: the way through a document, the state of its pages, boxes of words, Stop; also without scripts."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest

from onlineocr.documents.corrections import editing
from onlineocr.documents.models import Page, Run
from onlineocr.documents.queue import claims
from onlineocr.ocr.editing import Edit
from onlineocr.web.desk import markup
from tests.support.typeset import typeset
from tests.web import reading
from tests.web.files import pdf, picture, upload


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def shown(as_alice):
    """``shown(document, page="2")``: the desk as a tree."""

    def show(document, **query):
        answer = as_alice.get(f"/documents/{document.uid}/", query)
        assert answer.status_code == 200
        return lxml.html.fromstring(answer.content)

    return show


@pytest.fixture
def doubtful(alice, queued):
    """``doubtful("word", ...)``: a document of Alice's, one page a word, of which nobody is sure."""

    def read(*texts, confidence=0.5):
        document = queued(alice, pages=len(texts))
        for text in texts:
            claim = claims.claim("w")
            claims.finish(claim, unsure(typeset(text, claim.number), confidence))
        document.refresh_from_db()
        return document

    return read


def unsure(page, confidence):
    """The page with this confidence for each word."""

    def line_of(line):
        return replace(line, words=tuple(replace(word, confidence=confidence) for word in line.words))

    blocks = (replace(block, lines=tuple(map(line_of, block.lines))) for block in page.blocks)
    return replace(page, blocks=tuple(blocks))


def said(tree, path):
    return " ".join(" ".join(tree.xpath(f"{path}//text()")).split())


def ways(tree, rel):
    return tree.xpath(f"//nav[@aria-label='Pages']//a[@rel='{rel}']/@href")


def test_it_leads_to_the_page_before_and_after(shown, alice, typed):
    document = typed(alice, "one", "two", "three")
    assert (ways(shown(document), "prev"), ways(shown(document), "next")) == ([], ["?page=2"])
    tree = shown(document, page="2", q="two")
    assert (ways(tree, "prev"), ways(tree, "next")) == (["?q=two&page=1"], ["?q=two&page=3"])
    assert tree.xpath("//h2[@id='page-title']/text()") == ["Page 2"]
    assert tree.find(".//title").text == "scan.png, page 2 · onlineocr"


def test_it_says_where_it_is_and_how_much_is_doubtful(shown, doubtful):
    document = doubtful("tea and milk", "tea")
    foot = shown(document, page="2").xpath("//nav[@aria-label='Pages']")[0].text_content()
    assert "of 2" in foot
    assert "1 doubtful here, 4 in all" in foot
    assert shown(document, page="2").xpath("//input[@name='page']/@value") == ["2"]


def test_it_tells_that_pages_were_left_out(shown, alice, typed):
    document = typed(alice, "one", "two")
    document.shown.pages.filter(number=2).update(number=7)
    tree = shown(document, page="5")
    assert tree.xpath("//h2[@id='page-title']/text()") == ["Page 7"]
    assert "(2 of 2 that were to be read)" in said(tree, "//nav[@aria-label='Pages']")


def test_it_lists_only_pages_near_the_present_one(shown, alice, document):
    tree = shown(document(alice, *(f"words of page {number}." for number in range(1, 101))), page="50")
    rail = tree.xpath("//nav[@aria-label='Thumbnails']//li/a/@href")
    assert (rail[0], rail[-1], len(rail)) == ("?page=30", "?page=70", 41)
    assert tree.xpath("//nav[@aria-label='Thumbnails']/a/@href") == ["?page=29", "?page=71"]


def test_it_shows_the_doubt_of_each_page_and_what_was_checked(shown, doubtful):
    document = doubtful("tea and milk", "tea")
    editing.correct(document, 2, edits=[Edit(0, 0, text="tee")], revision=1, by=None)
    rail = [" ".join(one.text_content().split()) for one in shown(document).xpath("//nav[@class='rail']//li/a")]
    assert rail == ["Page 1 3, 3 doubtful words", "Page 2 ✓, checked"]


def test_it_takes_few_queries_for_any_length(shown, alice, document, django_assert_max_num_queries):
    made = document(alice, *("words" for _ in range(150)))
    with django_assert_max_num_queries(40):
        shown(made, page="70")


@pytest.mark.parametrize(("confidence", "step"), [(0.95, None), (0.8, "d1"), (0.4, "d2")])
def test_it_marks_words_by_their_doubt_in_text_and_picture(shown, doubtful, confidence, step):
    tree = shown(doubtful("tea", confidence=confidence))
    assert tree.xpath("//span[@data-w='0']/@class") == ([step] if step else [])
    paths = tree.xpath("//svg[@class='boxes']/path[@class]")
    assert [(path.get("class"), path.get("d")) for path in paths] == ([(step, "M0 0h30v20h-30z")] if step else [])


def test_a_confirmed_word_is_in_no_doubt():
    assert markup.doubt({"confidence": 0.1, "corrected": True}) == 0
    assert markup.doubt({"confidence": None}) == 0


def test_a_word_that_a_line_broke_has_both_parts(shown, alice, typed):
    tree = shown(typed(alice, "an exam-\nple of it"))
    assert said(tree, "//*[@class='text']") == "an exam ple of it"
    assert tree.xpath("//span[@data-w]/@data-w") == ["0", "1", "2", "3", "4"]
    assert tree.xpath("//*[@class='text']")[0].text_content() == "an example\nof it"


def test_it_says_that_a_page_waits(shown, alice, queued):
    document = queued(alice, pages=2)
    tree = shown(document, page="2")
    assert "The page waits to be read." in said(tree, "//section")
    # The reading may turn the page: then its picture is another one, under another address.
    assert tree.xpath("//img/@src")[0].endswith("/pages/2/image?width=800&format=webp")


def test_it_stops_the_reading(as_alice, shown, alice, queued):
    document = queued(alice, pages=2)
    (way,) = shown(document).xpath("//form[.//button='Stop']/@action")
    assert as_alice.post(way)["Location"] == f"/documents/{document.uid}/"
    assert "The reading was canceled" in said(shown(document), "//main")
    assert as_alice.post(way)["Location"] == f"/documents/{document.uid}/"  # a second click


def test_it_asks_before_it_stops_after_an_outdated_form(as_alice, alice, queued):
    document = queued(alice)
    assert "Stop reading scan.png?" in as_alice.get(f"/documents/{document.uid}/stop/").content.decode()
    assert Run.objects.get().status == "queued"


def test_it_stops_for_nobody_else(as_alice, bob, queued):
    document = queued(bob)
    assert as_alice.post(f"/documents/{document.uid}/stop/").status_code == 404
    assert Run.objects.get().status == "queued"


def test_another_page_than_one_with_a_hit_can_be_shown(shown, alice, typed):
    tree = shown(typed(alice, "tea", "milk", "tea"), q="tea", page="2")
    assert tree.xpath("//h2[@id='page-title']/text()") == ["Page 2"]
    assert "Not on page 2, but on 2 pages" in said(tree, "//*[@id='found']")
    assert [way.get("href") for way in tree.xpath("//*[@id='found']//a[@rel]")] == [
        "?q=tea&page=1#found",
        "?q=tea&page=3#found",
    ]


def test_it_needs_no_page_to_be_known(shown, alice, queued):
    document = queued(alice)
    Page.objects.all().delete()
    assert "The file is being looked at." in said(shown(document), "//section")


@pytest.mark.browser
@pytest.mark.slow
def test_it_works_without_scripts(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page.get_by_label("Choose a file").set_input_files(upload("two.pdf", pdf("a cup", "some milk"), "application/pdf"))
    page.get_by_role("button", name="Read it").click()
    page.get_by_text("2 pages", exact=True).wait_for()
    page.locator("#reading").wait_for(state="detached")
    page.get_by_role("link", name="Next").click()
    assert "milk" in page.locator("#page-2 .text").inner_text().lower()
    page.get_by_label("Page", exact=True).fill("1")
    page.get_by_role("button", name="Go").click()
    assert "cup" in page.locator("#page-1 .text").inner_text().lower()


@pytest.mark.browser
@pytest.mark.slow
def test_the_text_is_shown_and_copied_as_paragraphs(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of", "green tea")))
    reading.done(page)
    page.get_by_label("Paragraphs").check(force=True)
    page.get_by_role("button", name="Copy all text").click()
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").lower() == "a cup of green tea"
    page.reload()
    assert page.get_by_label("Paragraphs").is_checked()


@pytest.mark.browser
@pytest.mark.slow
def test_enter_copies_the_text_of_a_picture_as_soon_as_it_is_read(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("a cup of tea")))
    reading.done(page)
    assert page.evaluate("document.activeElement.id") == "copy"
    page.keyboard.press("Enter")
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    assert "cup of tea" in page.evaluate("navigator.clipboard.readText()").lower()


@pytest.mark.browser
@pytest.mark.slow
def test_stop_ends_the_reading_and_keeps_what_was_read(page):
    texts = [f"page number {number}" for number in range(1, 13)]
    page.get_by_label("Choose a file").set_input_files(upload("many.pdf", pdf(*texts), "application/pdf"))
    page.locator("#page-1 .text").wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("The reading was canceled").wait_for()
    assert "page number 1" in page.locator("#page-1 .text").inner_text().lower()
