from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from rest_framework.test import APIClient

from onlineocr.accounts import tokens
from onlineocr.accounts.models import RefreshFamily, User

URL = "/api/token_refresh/"


def exchange(api, token):
    return api.post(URL, {"refresh": token})


def test_it_gives_the_next_pair(api, alice):
    first = tokens.sign_in(alice)
    response = exchange(api, first.refresh)
    assert response.status_code == 200
    assert tokens.user_of(response.json()["access"]) == alice
    assert response.json()["refresh"] != first.refresh


def test_it_goes_on_for_many_generations(api, alice):
    token = tokens.sign_in(alice).refresh
    for _ in range(5):
        token = exchange(api, token).json()["refresh"]
    assert RefreshFamily.objects.count() == 1


def test_it_takes_a_form(api, alice):
    assert api.post(URL, {"refresh": tokens.sign_in(alice).refresh}, format="multipart").status_code == 200


def test_reuse_of_an_old_token_ends_the_family(api, alice):
    first = tokens.sign_in(alice).refresh
    second = exchange(api, first).json()["refresh"]
    reused = exchange(api, first)
    assert (reused.status_code, reused.json()["code"]) == (401, "token_reused")
    assert "WWW-Authenticate" in reused.headers
    assert exchange(api, second).json()["code"] == "invalid_token"


def test_reuse_leaves_other_sign_ins_alone(api, alice):
    stolen, other = tokens.sign_in(alice).refresh, tokens.sign_in(alice).refresh
    exchange(api, stolen)
    exchange(api, stolen)
    assert exchange(api, other).status_code == 200


@pytest.mark.parametrize("token", ["x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJmYW0iOjF9.", "\u2603", "x" * 4096])
def test_it_refuses_what_is_no_token(api, db, token):
    response = exchange(api, token)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")


def test_it_refuses_an_access_token(api, alice):
    assert exchange(api, tokens.sign_in(alice).access).status_code == 401


def test_it_refuses_a_token_with_a_changed_letter(api, alice):
    token = tokens.sign_in(alice).refresh
    head, body, signature = token.split(".")
    assert exchange(api, f"{head}.{body}.{signature[::-1]}").status_code == 401
    assert exchange(api, token).status_code == 200


def test_a_new_password_ends_it(api, alice):
    token = tokens.sign_in(alice).refresh
    alice.set_password("a new password")
    alice.save()
    assert exchange(api, token).status_code == 401


def test_deactivation_ends_it_for_good(api, alice):
    token = tokens.sign_in(alice).refresh
    User.objects.update(is_active=False)
    assert exchange(api, token).status_code == 401
    User.objects.update(is_active=True)
    assert exchange(api, token).status_code == 401


def test_deletion_ends_it(api, alice):
    token = tokens.sign_in(alice).refresh
    alice.delete()
    assert exchange(api, token).status_code == 401


@pytest.mark.parametrize("body", [{}, {"refresh": ""}, {"refresh": None}, {"refresh": ["x"]}, {"refresh": "x" * 5000}])
def test_it_names_the_missing_field(api, db, body):
    response = api.post(URL, body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "refresh"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_one_token_at_once_one_gets_the_next():
    user = User.objects.create_user("dana", password="x")
    for _ in range(5):
        token, start = tokens.sign_in(user).refresh, Barrier(8)

        def use(_: int, token: str = token, start: Barrier = start) -> int:
            start.wait()
            try:
                return exchange(APIClient(), token).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            answers = sorted(pool.map(use, range(8)))
        assert answers == [200] + [401] * 7
    assert not RefreshFamily.objects.living().exists()
