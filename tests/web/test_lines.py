"""Correction without scripts: a form for each line."""

from __future__ import annotations

import lxml.html
import pytest

from onlineocr.documents.corrections import editing
from onlineocr.documents.models import Page, Revision
from onlineocr.ocr.editing import Edit


@pytest.fixture
def read(alice, typed):
    return typed(alice, "tho fox\njumps", "over")


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def address(document):
    return f"/documents/{document.uid}/lines/"


def form(text="the fox", revision=1, line=0, page=1, **more):
    return {"page": page, "block": 0, "line": line, "revision": revision, "text": text} | more


def fields(answer):
    return lxml.html.fromstring(answer.content).xpath("//input[@name='text']/@value")


def test_the_desk_leads_to_a_form_for_each_line(as_alice, read):
    desk = lxml.html.fromstring(as_alice.get(f"/documents/{read.uid}/").content)
    (way,) = desk.xpath("//a[starts-with(text(), 'Correct')]/@href")
    assert fields(as_alice.get(way)) == ["tho fox", "jumps"]


def test_it_saves_a_line(as_alice, alice, read):
    answer = as_alice.post(address(read), form(), follow=True)
    assert fields(answer) == ["the fox", "jumps"]
    assert "The line was saved." in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("?page=1#line-0-0")
    assert Revision.objects.get().made_by == alice


def test_it_confirms_a_line(as_alice, read):
    as_alice.post(address(read), form("ignored", deed="confirm"))
    words = Page.objects.get(number=1).result["blocks"][0]["lines"][0]["words"]
    assert [(word["text"], word["corrected"]) for word in words] == [("tho", True), ("fox", True)]


def test_it_shows_both_readings_of_a_conflict(as_alice, read, bob):
    editing.correct(read, 1, edits=[Edit(0, 0, text="a fox")], by=bob)
    answer = as_alice.post(address(read), form())
    assert (answer.status_code, fields(answer)) == (409, ["the fox", "jumps"])
    assert '<b dir="auto">a fox</b>' in answer.content.decode()
    assert fields(as_alice.post(address(read), form(revision=2), follow=True)) == ["the fox", "jumps"]


@pytest.mark.parametrize("changed", [{"line": 9}, {"line": "x"}, {"text": "\0"}, {"revision": 7}, {"block": ""}])
def test_it_says_that_nothing_was_saved(as_alice, read, changed):
    answer = as_alice.post(address(read), form() | changed)
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.content.decode()
    assert not Revision.objects.exists()


def test_it_is_for_those_who_may_see_the_document(client, bob, read):
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    assert client.get(address(read)).status_code == 404
    assert client.post(address(read), form()).status_code == 404


def test_a_token_opens_it(client, typed):
    document = typed(None, "tho fox")
    token = document.issue_token()
    document.save()
    answer = client.post(address(document), form(token=token), follow=True)
    assert fields(answer) == ["the fox"]
    assert Revision.objects.get().made_by is None


@pytest.mark.parametrize("page", ["9", "x"])
def test_it_needs_a_page_that_was_read(as_alice, alice, queued, read, page):
    assert as_alice.get(address(read), {"page": page}).status_code == (404 if page == "9" else 200)
    assert as_alice.get(address(queued(alice))).status_code == 404
