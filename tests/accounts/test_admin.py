from __future__ import annotations

import pytest
from django.urls import reverse

from onlineocr.accounts.models import User


@pytest.fixture
def operator(client, charlie):
    client.force_login(charlie)
    return client


def test_it_lists_users(operator, alice):
    page = operator.get(reverse("admin:accounts_user_changelist"), {"q": "ali"}).content.decode()
    assert "alice@example.org" in page


def test_it_makes_a_user(operator):
    fields = {"username": "dana", "usable_password": "true", "password1": "purple monkey", "password2": "purple monkey"}
    assert operator.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    assert User.objects.get(username="dana").check_password("purple monkey")


def test_it_refuses_a_name_that_differs_only_in_case(operator, alice):
    fields = {
        "username": "ALICE",
        "usable_password": "true",
        "password1": "purple monkey",
        "password2": "purple monkey",
    }
    page = operator.post(reverse("admin:accounts_user_add"), fields).content.decode()
    assert "already exists" in page


def test_it_shows_a_user_and_never_the_password(operator, alice):
    page = operator.get(reverse("admin:accounts_user_change", args=[alice.pk])).content.decode()
    assert "alice" in page
    assert alice.password not in page


def test_others_do_not_get_in(client, alice):
    client.force_login(alice)
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_its_pages_fit_the_policy(operator):
    response = operator.get(reverse("admin:index"))
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert b"<script>" not in response.content
