"""Sharing a document by a link: the form, the links, and the desk as those see it who have one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents import shares
from onlineocr.documents.models import Document, Share
from tests.web import reading
from tests.web.files import pdf, upload

CONTROLS = ("Correct", "Share by a link", "Delete this document", "Read it again", "Keep it in my history")


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def made(alice, document):
    return document(alice, "first words", "second words")


@pytest.fixture
def link(made):
    """The address by which anyone sees Alice's document."""
    _, token = shares.share(made, until=timezone.now() + timedelta(days=1))
    return f"/documents/{made.uid}/?token={token}"


def way(made):
    return f"/documents/{made.uid}/share/"


def test_it_makes_a_link_and_shows_it_once(as_alice, made, api):
    answer = as_alice.post(way(made), {"days": "7"})
    (address,) = (
        part for part in answer.content.decode().split(">") if part.startswith("http://testserver/documents/")
    )
    assert "first words" in api.get(address.split("<")[0]).content.decode()
    assert "?token=" not in as_alice.get(way(made)).content.decode()


def test_a_link_shows_every_page_and_no_deed(client, link):
    page = client.get(link + "&page=2").content.decode()
    assert "second words" in page
    assert "Shared with you, to read" in page
    assert not [words for words in CONTROLS if words in page]


def test_a_link_opens_no_form(client, link, made):
    for name in ("lines", "again", "stop", "delete", "share"):
        address = link.replace("/?", f"/{name}/?")
        assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    assert Document.objects.filter(pk=made.pk).exists()


def test_a_link_keeps_nothing_in_another_history(client, bob, link, made):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    token = link.rpartition("=")[2]
    assert client.post(f"/documents/{made.uid}/keep/", {"token": token}).status_code == 404
    assert Document.objects.get().owner_id == made.owner_id


def test_it_ends_a_link(as_alice, api, link, made):
    answer = as_alice.post(way(made), {"end": Share.objects.get().uid}, follow=True)
    assert "The link was ended" in answer.content.decode()
    assert api.get(link).status_code == 404


@pytest.mark.parametrize("end", ["nothing", "01890000-0000-7000-8000-000000000000"])
def test_ending_a_link_that_is_not_there_does_nothing(as_alice, link, made, end):
    assert as_alice.post(way(made), {"end": end}, follow=True).status_code == 200
    assert Share.objects.exists()


@pytest.mark.parametrize("days", ["", "0", "8", "-1", "99999999999"])
def test_it_makes_no_link_without_one_of_the_ends(as_alice, made, days):
    answer = as_alice.post(way(made), {"days": days})
    assert (answer.status_code, "Choose when the link ends" in answer.content.decode()) == (400, True)
    assert not Share.objects.exists()


def test_it_makes_only_so_many(as_alice, made, link, monkeypatch):
    monkeypatch.setattr(shares, "MOST", 1)
    answer = as_alice.post(way(made), {"days": "7"})
    assert (answer.status_code, "at most 1 links" in answer.content.decode()) == (409, True)


def test_nobody_else_sees_the_links(client, bob, made):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    assert (client.get(way(made)).status_code, client.post(way(made), {"days": "7"}).status_code) == (404, 404)


@pytest.mark.browser
@pytest.mark.slow
def test_alice_shares_and_bob_reads(page, open_page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Choose a file").set_input_files(upload("words.pdf", pdf("one", "two"), "application/pdf"))
    reading.done(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Share by a link").click()
    page.get_by_label("The link ends").select_option("in a month")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy the link").click()
    other = open_page()
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    other.get_by_role("link", name="Next").click()
    other.locator("#page-2 .text", has_text="two").wait_for()
    other.keyboard.press("n")
    assert other.get_by_role("link", name="Correct").count() == 0
