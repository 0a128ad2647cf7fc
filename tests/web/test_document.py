"""The page of one document: who sees it, what it shows, how it grows while it is read."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from playwright.sync_api import expect

from onlineocr.documents.models import Run
from onlineocr.ocr.export import registry as formats
from tests.web import reading
from tests.web.files import pdf, picture, upload

EVIL = "<img src=x onerror=\"document.title='owned'\">"


def address(document, **query):
    token = f"?token={document.issued}" if document.issued else ""
    return f"/documents/{document.uid}/{token}"


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def test_it_shows_the_owner_every_page(as_alice, alice, document):
    made = document(alice, "first words", "second words")
    for number, words in ((1, "first words"), (2, "second words")):
        answer = as_alice.get(address(made), {"page": number})
        assert words in answer.content.decode()
        assert "93 % sure" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_it_is_not_there_for_anybody_else(as_alice, client, bob, document):
    assert as_alice.get(address(document(bob, "a secret"))).status_code == 404


def test_it_is_not_there_without_an_account(client, alice, document):
    answer = client.get(address(document(alice, "a secret")))
    assert answer.status_code == 404
    assert "a secret" not in answer.content.decode()


def test_it_opens_an_upload_without_owner_by_its_token_alone(client, document):
    made = document(None, "hello")
    assert "hello" in client.get(address(made)).content.decode()
    assert client.get(f"/documents/{made.uid}/").status_code == 404
    assert client.get(f"/documents/{made.uid}/?token=guess").status_code == 404
    assert client.get(f"/documents/{made.uid}/?token=").status_code == 404


def test_it_offers_to_copy_only_where_there_is_text(as_alice, alice, document):
    for texts, there in ((["", ""], False), (["", "tea"], True)):
        assert ('data-copy="all"' in as_alice.get(address(document(alice, *texts))).content.decode()) == there


def test_it_offers_every_format_with_the_token_that_opens_it(client, document):
    text = client.get(address(made := document(None, "a\tb"))).content.decode()
    for name in formats.names():
        assert f"/result?format={name}&amp;token={made.issued}" in text


def test_it_never_lets_a_file_name_or_a_text_become_markup(as_alice, alice, document):
    text = as_alice.get(address(document(alice, EVIL, file_name=f"{EVIL}.png"))).content.decode()
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_it_says_why_a_page_could_not_be_read(as_alice, alice, document):
    text = as_alice.get(address(document(alice, "good", None))).content.decode()
    assert "Some pages could not be read" in text
    assert "The page is damaged." in text


def test_it_says_that_a_page_has_no_text(as_alice, alice, document):
    assert "No text was found on this page." in as_alice.get(address(document(alice, " "))).content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "1" * 400, "\0"])
def test_it_shows_the_nearest_page_whatever_is_asked(as_alice, alice, document, page):
    shown = as_alice.get(f"/documents/{document(alice, 'words').uid}/", {"page": page}).content.decode()
    assert "words" in shown


@pytest.mark.parametrize("kind", ["image/png", "image/heic", "image/tiff", "application/pdf"])
def test_it_shows_the_picture_of_a_single_page_scaled_down(as_alice, alice, document, kind):
    made = document(alice, "words", media_type=kind)
    text = as_alice.get(address(made)).content.decode()
    assert f'<img src="/api/v1/documents/{made.uid}/pages/1/image?width=800&amp;rotation=0"' in text


def test_it_tells_what_the_result_says_about_a_page(as_alice, alice, document):
    made = document(alice, "Cbewb ewe", "fine")
    page = made.shown.pages.get(number=1)
    page.result = {"problems": [{"code": "truncated_file", "detail": "The file breaks off."}]}
    page.save()
    text = as_alice.get(address(made)).content.decode()
    assert "The file breaks off." in text
    assert text.count('aria-label="About page') == 1


def test_it_deletes_for_the_owner(as_alice, alice, document):
    made = document(alice, "words")
    assert as_alice.post(f"/documents/{made.uid}/delete/")["Location"] == "/history/"
    assert "letter.png was deleted" in as_alice.get("/history/").content.decode()
    assert as_alice.get(address(made)).status_code == 404


def test_it_asks_before_it_deletes_without_scripts(as_alice, alice, document):
    made = document(alice, "words")
    assert "Delete letter.png?" in as_alice.get(f"/documents/{made.uid}/delete/").content.decode()
    type(made).objects.get(pk=made.pk)


def test_it_leads_on_from_a_form_that_was_too_old(document):
    made = document(None, "words")
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(f"/documents/{made.uid}/delete/", {"token": made.issued})
    assert answer.status_code == 403
    way = re.search(r'class="button" href="([^"]+)">Open it again', answer.content.decode())[1]
    assert "Delete letter.png?" in browser.get(way).content.decode()


def test_it_deletes_for_the_holder_of_the_token(client, document):
    made = document(None, "words")
    assert client.post(f"/documents/{made.uid}/delete/", {"token": made.issued})["Location"] == "/"
    assert client.get(address(made)).status_code == 404


def test_it_deletes_for_nobody_else(as_alice, bob, document):
    made = document(bob, "words")
    assert as_alice.post(f"/documents/{made.uid}/delete/", {"token": "guess"}).status_code == 404
    assert as_alice.get(f"/documents/{made.uid}/delete/").status_code == 404
    type(made).objects.get(pk=made.pk)


@pytest.mark.browser
@pytest.mark.slow
def test_it_grows_page_by_page_and_announces_the_end(page):
    texts = ("first page here", "second page here", "third page here")
    page.get_by_label("Choose a file").set_input_files(upload("three.pdf", pdf(*texts), "application/pdf"))
    page.wait_for_url("**/documents/**")
    page.locator("#page-1 .text", has_text=re.compile(texts[0], re.IGNORECASE)).wait_for()
    page.locator("#announce", has_text="Done. 3 pages read.").wait_for(state="attached")
    assert page.locator("#reading").count() == 0
    for number, text in enumerate(texts, 1):
        page.get_by_role("navigation", name="Thumbnails").get_by_role("link", name=f"Page {number}").click()
        page.locator(f"#page-{number} .text", has_text=re.compile(text, re.IGNORECASE)).wait_for()


@pytest.mark.browser
@pytest.mark.slow
def test_it_copies_a_page_and_the_whole(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    file = upload("words.pdf", pdf("copy these", "and those"), "application/pdf")
    page.get_by_label("Choose a file").set_input_files(file)
    reading.done(page)
    page.get_by_role("button", name="Copy page 1").click()
    page.get_by_text("Copied").first.wait_for()
    assert page.evaluate("navigator.clipboard.readText()").lower() == "copy these"
    page.locator("#announce").evaluate("(one) => { one.textContent = ''; }")
    page.get_by_role("button", name="Copy all text").click()
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").lower().split() == ["copy", "these", "and", "those"]


@pytest.mark.browser
@pytest.mark.slow
def test_it_tells_the_time_by_the_visitors_clock(open_page):
    page = open_page(timezone_id="Asia/Tokyo", locale="en-GB")
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("tea time")))
    page.wait_for_url("**/documents/**")
    time = page.locator("time").first
    utc = datetime.fromisoformat(time.get_attribute("datetime"))
    expect(time).to_contain_text(f"{utc.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}")  # once the script has run


@pytest.mark.browser
@pytest.mark.slow
def test_it_downloads_the_text_under_the_files_name(page):
    page.get_by_label("Choose a file").set_input_files(upload("my letter.png", picture("take this along")))
    page.locator("#page-1 .text").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download .txt").click()
    assert download.value.suggested_filename == "my letter.txt"
    assert "take this along" in download.value.path().read_text("utf-8").lower()


@pytest.mark.browser
@pytest.mark.slow
def test_it_downloads_another_format(page):
    page.get_by_label("Choose a file").set_input_files(upload("my letter.png", picture("take this along")))
    page.locator("#page-1 .text").wait_for()
    assert page.get_by_role("link", name=".docx").is_hidden()
    page.get_by_text("More formats").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=".docx").click()
    assert download.value.suggested_filename == "my letter.docx"
    assert download.value.path().read_bytes().startswith(b"PK")


@pytest.mark.browser
@pytest.mark.slow
def test_it_shows_hostile_names_and_texts_as_they_are(page):
    page.get_by_label("Choose a file").set_input_files(upload(f"{EVIL}.png", picture("<b>bold</b> <script>alert(1)")))
    page.locator("#page-1 .text").wait_for()
    assert page.get_by_role("heading", level=1).inner_text().startswith("<img src=x")
    tags = page.locator("#page-1 .text *").evaluate_all("all => [...new Set(all.map((one) => one.tagName))].sort()")
    assert tags == ["DIV", "SPAN"]
    assert page.title() != "owned"


@pytest.mark.browser
@pytest.mark.slow
def test_it_asks_before_it_deletes(page):
    page.get_by_label("Choose a file").set_input_files(upload("away.png", picture("gone soon")))
    page.locator("#page-1 .text").wait_for()
    where = page.url
    assert page.get_by_role("button", name="Delete for good").is_hidden()
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Delete this document").click()
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("away.png was deleted").wait_for()
    assert page.goto(where).status == 404


@pytest.mark.browser
@pytest.mark.slow
def test_it_survives_a_lost_connection_while_it_is_read(page):
    texts = [f"page number {number}" for number in range(1, 5)]
    page.get_by_label("Choose a file").set_input_files(upload("four.pdf", pdf(*texts), "application/pdf"))
    page.wait_for_url("**/documents/**")
    page.context.set_offline(True)
    page.get_by_text("The connection was lost").wait_for()
    page.context.set_offline(False)
    page.locator("#announce", has_text="Done. 4 pages read.").wait_for(state="attached")
    assert page.get_by_text("The connection was lost").count() == 0


@pytest.mark.browser
@pytest.mark.slow
def test_the_text_comes_first_on_a_phone(open_page):
    page = open_page(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.get_by_label("Choose a file").set_input_files(upload("note.png", picture("tea and toast")))
    page.locator("#page-1 .text").wait_for()
    assert page.locator("#page-1 .text").bounding_box()["y"] < 450
    assert page.get_by_role("img", name="Picture of page 1").is_hidden()
    page.get_by_role("button", name="Picture").click()
    assert page.get_by_role("img", name="Picture of page 1").is_visible()
    assert page.locator("#page-1 .text").is_hidden()


@pytest.mark.browser
@pytest.mark.slow
def test_it_copies_while_the_server_is_away(open_page):
    page = open_page(quiet=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Choose a file").set_input_files(upload("two.pdf", pdf("one cup", "two cups"), "application/pdf"))
    with page.expect_response("**/result?format=txt*"):
        page.locator("#announce", has_text="Done. 2 pages read.").wait_for(state="attached")
    page.context.set_offline(True)
    page.get_by_role("button", name="Copy all text").click()
    page.locator("#announce", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()").lower().split() == ["one", "cup", "two", "cups"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("again", [False, True], ids=["while it is read", "later"])
def test_every_page_has_its_picture_beside_its_text(page, again):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_label("Choose a file").set_input_files(upload("two.pdf", pdf("tea", "milk"), "application/pdf"))
    page.wait_for_url("**/documents/**")
    page.locator("#reading").wait_for(state="detached")
    if again:
        page.reload()
    for number in (1, 2):
        image = page.get_by_role("img", name=f"Picture of page {number}")
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
        assert image.bounding_box()["x"] < page.locator(f"#page-{number} .text").bounding_box()["x"]
        if number == 1:
            page.get_by_role("link", name="Next").click()


def test_a_picture_is_beside_each_page_that_was_read_and_none_where_a_password_is_needed(as_alice, alice, document):
    made = document(alice, "tea", None, "")
    shown = [as_alice.get(address(made), {"page": number}).content.decode() for number in (1, 2, 3)]
    assert [f'alt="Picture of page {number}"' in text for number, text in enumerate(shown, 1)] == [True, False, True]
    Run.objects.update(protected=True)
    protected = as_alice.get(address(made)).content.decode()
    assert "Picture of page" not in protected
    assert "There is no picture" in protected
    assert ("format=pdf" in protected, "format=docx" in protected) == (False, True)


@pytest.mark.browser
@pytest.mark.slow
def test_a_picture_that_failed_is_asked_for_again(open_page):
    page = open_page(quiet=False)
    refused = []

    def busy(route):
        refused.append(route.request.url)
        route.fulfill(status=503) if len(refused) < 3 else route.continue_()

    page.route("**/pages/1/image?*", busy)
    page.get_by_label("Choose a file").set_input_files(upload("two.pdf", pdf("tea", "milk"), "application/pdf"))
    image = page.get_by_role("img", name="Picture of page 1")
    page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
