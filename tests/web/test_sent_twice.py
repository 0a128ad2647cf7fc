"""A form that is sent twice, as by two clicks without scripts, does what one does."""

from __future__ import annotations

import re
import secrets
from contextlib import closing
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from onlineocr.accounts.models import User
from tests.web.files import picture, send, upload


def test_a_form_that_is_sent_twice_hands_in_its_file_once(client, db):
    mark = re.search(r'name="mark" value="([^"]+)"', client.get("/").content.decode())[1]
    first, second = (send(client, picture("tea"), mark=mark) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert client.get(second["Location"]).status_code == 200


@pytest.mark.parametrize("other", [{"mark": "other"}, {"content": picture("milk")}, {"pages": "1"}, {"name": "b.png"}])
def test_another_file_or_form_is_another_document(client, db, other):
    sent = {"content": picture("tea"), "mark": "one"}
    assert send(client, **sent)["Location"] != send(client, **sent | other)["Location"]


def test_a_form_that_was_refused_can_be_sent_again(client, db):
    for _ in range(2):
        assert send(client, b"just words", mark="one").status_code == 415


def test_a_document_that_was_deleted_can_be_sent_again(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    first = send(client, picture("tea"), mark="one")["Location"]
    client.post(f"{first}delete/")
    assert client.get(send(client, picture("tea"), mark="one")["Location"]).status_code == 200


@pytest.mark.browser
@pytest.mark.slow
def test_two_clicks_send_one_file_without_scripts(signed_in, chromium, server):
    state = signed_in.context.storage_state()
    with closing(chromium.new_context(base_url=server, storage_state=state, java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Choose a file").set_input_files(upload("tea.png", picture("once is enough")))
        page.get_by_role("button", name="Read it").dblclick()
        page.wait_for_url("**/documents/**")
        page.goto("/history/")
        assert page.get_by_role("link", name="tea.png").count() == 1


SIGN_UP = {"username": "dora", "email": "", "password1": "a long walk home", "password2": "a long walk home"}


def test_a_sign_up_form_that_is_sent_twice_leads_on(db):
    first, second = Client(), Client()  # the second click came before the answer to the first one
    assert [one.post("/accounts/signup/", SIGN_UP)["Location"] for one in (first, second)] == ["/", "/"]
    assert second.get("/account/").status_code == 200
    assert User.objects.count() == 1


def test_a_taken_name_with_another_password_stays_taken(db):
    Client().post("/accounts/signup/", SIGN_UP)
    other = {"password1": "another long walk", "password2": "another long walk"}
    assert "username" in Client().post("/accounts/signup/", SIGN_UP | other).context["form"].errors


def test_an_older_account_is_not_entered_by_sign_up(db):
    Client().post("/accounts/signup/", SIGN_UP)
    User.objects.update(date_joined=timezone.now() - timedelta(minutes=2))
    assert "username" in Client().post("/accounts/signup/", SIGN_UP).context["form"].errors


@pytest.mark.browser
@pytest.mark.slow
def test_two_clicks_sign_up_once_without_scripts(chromium, server):
    with closing(chromium.new_context(base_url=server, java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto("/accounts/signup/")
        page.get_by_label("Username").fill(f"dora-{secrets.token_hex(6)}")
        page.get_by_label("Password", exact=True).fill("a long walk home")
        page.get_by_label("Password again").fill("a long walk home")
        page.get_by_role("button", name="Sign up").dblclick()
        page.get_by_role("button", name="Log out").wait_for()
