"""A document is read again in another language, from the note about a missing one or from its page."""

from __future__ import annotations

import re

import pytest

from onlineocr.documents import services
from onlineocr.documents.queue import claims
from onlineocr.ocr.engines.tesseract import tessdata
from tests.support.processes import encrypted_pdf, picture
from tests.web.files import picture as drawn
from tests.web.files import upload

LACKING = "3 lines are in the script of Russian. For Russian, the trained data 'rus' is missing."


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sent(alice, value):
    """Hands in a file of Alice's, or nobody's, and has it read: ``sent(pages="1")``. Its page, row and token."""

    def send(owner=alice, data=None, *, unread=False, **options):
        given = services.Upload([data or picture()], "scan.png", options)
        document, token = services.submit(upload=given, owner=owner)
        while not unread and (claim := claims.claim("w")):
            claims.finish(claim, value("old words", number=claim.number))
        return f"/documents/{document.uid}/", document, token

    return send


@pytest.fixture
def noted(alice, document):
    """The page of a document of which the result says that Russian is missing."""
    made = document(alice, "Ceroahr")
    page = made.shown.pages.get()
    page.result = {"problems": [{"code": "language_not_installed", "detail": LACKING}]}
    page.save()
    return f"/documents/{made.uid}/"


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def test_it_names_the_command_that_adds_the_language_once_and_what_comes_then(as_alice, noted, monkeypatch, tmp_path):
    monkeypatch.setattr(tessdata, "folders", lambda: (tmp_path,))
    said = words(answer := as_alice.get(noted))
    assert f"{LACKING.replace(chr(39), '&#x27;')} The operator of this server can add it with the command" in said
    assert said.count("languages add rus. Then read the document again.") == 1
    assert f'<a href="{noted}again/">read the document again</a>' in answer.content.decode()


def test_it_offers_a_language_that_was_added_since(as_alice, noted, monkeypatch, tmp_path):
    (tmp_path / "rus.traineddata").touch()
    monkeypatch.setattr(tessdata, "folders", lambda: (tmp_path,))
    answer = as_alice.get(noted)
    assert "It was added since. Read the document again." in words(answer)
    way = re.search(r'href="([^"]+)">Read the document again', answer.content.decode())[1]
    assert '<option value="ru" selected>Russian</option>' in as_alice.get(way).content.decode()


def test_it_reads_in_the_language_asked_for_and_else_as_before(as_alice, sent):
    way, document, _ = sent(pages="1", dpi="200", engine="ppocr")
    answer = as_alice.post(f"{way}again/", {"languages": "de"})
    assert (answer.status_code, answer["Location"]) == (302, way)
    document.refresh_from_db()
    asked = document.run.options
    assert (document.status, asked["languages"], asked["pages"], asked["dpi"]) == ("queued", "de", "1", 200)


def test_the_earlier_text_is_shown_meanwhile(as_alice, sent):
    way, *_ = sent()
    as_alice.post(f"{way}again/", {"languages": "de"})
    said = words(as_alice.get(way))
    assert "old words" in said
    assert "The text below is the earlier one." in said


def test_two_clicks_read_it_once(as_alice, sent):
    way, document, _ = sent()
    answers = [as_alice.post(f"{way}again/", {"languages": "de"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [way, way]
    assert document.runs.count() == 2


def test_it_reads_for_the_holder_of_the_token_and_for_nobody_else(client, sent):
    way, document, token = sent(owner=None)
    assert client.post(f"{way}again/").status_code == 404
    assert client.post(f"{way}again/", {"token": token})["Location"] == f"{way}?token={token}"
    assert document.runs.count() == 2


def test_it_reads_for_accounts_only_where_the_operator_wants_that(client, sent, settings):
    way, document, token = sent(owner=None)
    settings.ANONYMOUS_UPLOADS = False
    answer = client.post(f"{way}again/", {"token": token})
    assert (answer.status_code, "Log in first" in words(answer)) == (403, True)
    assert document.runs.count() == 1


def test_it_needs_the_password_of_a_pdf_again(as_alice, sent):
    way, *_ = sent(data=encrypted_pdf(password="tea"), password="tea")
    assert 'name="password"' in as_alice.get(f"{way}again/").content.decode()
    answer = as_alice.post(f"{way}again/", {"languages": "de"})
    assert "protected by a password" in words(answer)
    assert as_alice.post(f"{way}again/", {"languages": "de", "password": "tea"}).status_code == 302


def test_it_says_what_is_wrong_with_a_language(as_alice, sent):
    way, document, _ = sent()
    answer = as_alice.post(f"{way}again/", {"languages": "klingon"})
    assert (answer.status_code, "klingon" in words(answer)) == (422, True)
    assert document.runs.count() == 1


def test_it_says_when_there_is_no_room(as_alice, sent, settings):
    way, *_ = sent()
    sent(unread=True)
    settings.QUEUE_LANE = 1
    answer = as_alice.post(f"{way}again/", {"languages": "de"})
    assert (answer.status_code, "Not now" in words(answer)) == (429, True)


def test_it_says_that_the_file_is_gone(as_alice, alice, document):
    answer = as_alice.post(f"/documents/{document(alice, 'tea').uid}/again/")
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (410, True)


@pytest.mark.browser
@pytest.mark.slow
def test_the_page_shows_the_new_text_when_it_is_read(page):
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", drawn("a cup of tea")))
    page.locator("#page-1 .text").wait_for()
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Read it again in another language").click()
    page.get_by_label("Language of the text").select_option("German")
    page.get_by_role("button", name="Read it again").click()
    page.get_by_text("The text below is the earlier one.").wait_for(state="detached")
    page.locator("#document[data-status=succeeded]").wait_for()
    assert "cup of tea" in page.locator("#page-1 .text").inner_text().lower()
