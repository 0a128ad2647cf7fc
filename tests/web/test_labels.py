"""The form for tags and the note, and where the desk shows them."""

from __future__ import annotations

import pytest

from onlineocr.documents.models import Document


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def made(alice, document):
    return document(alice, "some words")


def way(made):
    return f"/documents/{made.uid}/labels/"


def test_it_keeps_what_is_written_and_shows_it_on_the_desk(as_alice, made):
    sent = {"tags": "bills/2026, to pay", "note": "In <b>dispute</b>"}
    page = as_alice.post(way(made), sent, follow=True).content.decode()
    assert '<a href="/history/?tag=bills%2F2026">bills/2026</a>' in page
    assert "In &lt;b&gt;dispute&lt;/b&gt;" in page


def test_the_form_has_what_was_kept(as_alice, made):
    as_alice.post(way(made), {"tags": "bills, to pay", "note": "a note"})
    page = as_alice.get(way(made)).content.decode()
    assert 'value="bills, to pay"' in page
    assert ">a note</textarea>" in page


def test_an_empty_form_takes_them_away(as_alice, made):
    as_alice.post(way(made), {"tags": "bills", "note": "a note"})
    as_alice.post(way(made), {"tags": "", "note": ""})
    document = Document.objects.get()
    assert (document.tags, document.note) == ([], "")


def test_it_says_what_cannot_be_kept_and_loses_nothing(as_alice, made):
    answer = as_alice.post(way(made), {"tags": "x" * 60 + ", kept", "note": "typed"})
    page = answer.content.decode()
    assert (answer.status_code, "Tags must have at most 50 characters each." in page) == (400, True)
    assert ("x" * 60 + ", kept" in page, ">typed</textarea>" in page) == (True, True)
    assert Document.objects.get().tags == []


def test_nobody_else_sees_or_changes_them(client, bob, made):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    assert (client.get(way(made)).status_code, client.post(way(made), {"tags": "his"}).status_code) == (404, 404)
    assert Document.objects.get().tags == []


def test_the_history_lists_by_tag_and_says_so(as_alice, alice, made, document):
    document(alice, "other words")
    as_alice.post(way(made), {"tags": "Bills/2026", "note": ""})
    page = as_alice.get("/history/?tag=bills").content.decode()
    assert ("some words" in page, "other words" in page, "Tag bills" in page) == (True, False, True)
    assert '<a href="/history/?tag=Bills%2F2026">Bills/2026</a>' in page
