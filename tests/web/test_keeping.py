"""A visitor's upload becomes one of an account's: by signing up, by logging in, by a button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents.models import Document
from tests.web.conftest import sign_up
from tests.web.files import picture, upload

SIGN_UP = {"username": "dora", "email": "", "password1": "a long walk home", "password2": "a long walk home"}


@pytest.fixture
def visit(document):
    """A document without owner, and the address that opens it."""
    made = document(None, "a cup of tea")
    made.expires_at = made.created_at + timedelta(hours=24)
    made.save()
    return made, f"/documents/{made.uid}/?token={made.issued}"


def test_the_page_leads_to_sign_up_and_back(client, visit):
    document, address = visit
    text = client.get(address).content.decode()
    assert "Kept until" in text
    assert f"/accounts/signup/?next=%2Fdocuments%2F{document.uid}%2F%3Ftoken%3D{document.issued}" in text


def test_signing_up_keeps_it(client, visit):
    document, address = visit
    answer = client.post("/accounts/signup/", SIGN_UP | {"next": address}, follow=True)
    assert answer.redirect_chain == [(f"/documents/{document.uid}/", 302)]
    assert "letter.png is in your history now." in answer.content.decode()
    assert "a <mark>cup</mark> of tea" in client.get("/history/", {"search": "cup"}).content.decode()
    assert Document.objects.get(pk=document.pk).expires_at is None  # this installation keeps what accounts have


def test_logging_in_keeps_it(client, alice, password, visit):
    document, address = visit
    answer = client.post("/accounts/login/", {"username": "alice", "password": password, "next": address})
    assert answer["Location"] == f"/documents/{document.uid}/"
    assert Document.objects.get(pk=document.pk).owner == alice


def test_a_button_keeps_it_for_who_is_signed_in(client, alice, visit):
    document, address = visit
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert "Keep it in my history" in client.get(address).content.decode()
    assert client.get(f"/documents/{document.uid}/keep/?token={document.issued}").status_code == 302
    assert Document.objects.get(pk=document.pk).owner is None  # a link changes nothing
    client.post(f"/documents/{document.uid}/keep/", {"token": document.issued})
    assert Document.objects.get(pk=document.pk).owner == alice


def test_its_token_opens_it_no_more(client, alice, password, visit):
    _, address = visit
    client.post("/accounts/login/", {"username": "alice", "password": password, "next": address})
    client.post("/accounts/logout/")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["", "guess"])
def test_nobody_keeps_it_without_the_token(client, alice, password, visit, token):
    document, _ = visit
    address = f"/documents/{document.uid}/?token={token}"
    client.post("/accounts/login/", {"username": "alice", "password": password, "next": address})
    assert client.post(f"/documents/{document.uid}/keep/", {"token": token}).status_code == 404
    assert Document.objects.get(pk=document.pk).owner is None


def test_somebody_elses_stays_theirs(client, alice, bob, password, document):
    made = document(bob, "his")
    address = f"/documents/{made.uid}/?token=guess"
    client.post("/accounts/login/", {"username": "alice", "password": password, "next": address})
    assert Document.objects.get(pk=made.pk).owner == bob


def test_a_shorter_time_that_was_asked_for_stays(client, alice, password, visit):
    document, address = visit
    soon = timezone.now() + timedelta(hours=1)
    Document.objects.filter(pk=document.pk).update(expires_at=soon)
    client.post("/accounts/login/", {"username": "alice", "password": password, "next": address})
    assert Document.objects.get(pk=document.pk).expires_at == soon


def test_it_says_when_there_is_no_room(client, alice, password, visit, settings):
    settings.STORAGE_BYTES = 100
    document, address = visit
    form = {"username": "alice", "password": password, "next": address}
    assert "could not be kept" in client.post("/accounts/login/", form, follow=True).content.decode()
    assert Document.objects.get(pk=document.pk).owner is None


@pytest.mark.browser
@pytest.mark.slow
def test_a_visitor_signs_up_from_the_result(page):
    page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("keep this tea")))
    page.locator("#page-1 .text").wait_for()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign up").click()
    sign_up(page)
    page.get_by_text("tea.png is in your history now.").wait_for()
    assert "keep this tea" in page.locator("#page-1 .text").inner_text().lower()
    assert "token" not in page.url
