from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
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


@pytest.fixture
def later():
    """``later()``: the last refresh was longer ago than the leeway."""

    def pass_time(seconds=11):
        for family in RefreshFamily.objects.all():
            family.refreshed_at -= timedelta(seconds=seconds)
            family.save(update_fields=["refreshed_at"])

    return pass_time


def test_the_same_token_gets_the_same_pair_for_some_seconds(api, alice, later):
    first = tokens.sign_in(alice).refresh
    pair = exchange(api, first).json()
    assert exchange(api, first).json() == pair
    assert exchange(api, first).json() == pair
    assert tokens.user_of(pair["access"]) == alice
    assert exchange(api, pair["refresh"]).status_code == 200


def test_the_token_before_the_last_one_gets_nothing(api, alice):
    first = tokens.sign_in(alice).refresh
    second = exchange(api, first).json()["refresh"]
    exchange(api, second)
    assert exchange(api, first).json()["code"] == "token_reused"
    assert not RefreshFamily.objects.living().exists()


def test_a_repetition_gets_nothing_after_the_end_of_the_sign_in(api, alice):
    first = tokens.sign_in(alice).refresh
    exchange(api, first)
    RefreshFamily.objects.all().revoke()
    assert exchange(api, first).json()["code"] == "invalid_token"


def test_without_a_leeway_the_second_use_ends_the_family(api, alice, settings):
    settings.REFRESH_LEEWAY = timedelta(0)
    first = tokens.sign_in(alice).refresh
    exchange(api, first)
    assert exchange(api, first).json()["code"] == "token_reused"


def test_reuse_of_an_old_token_ends_the_family(api, alice, later):
    first = tokens.sign_in(alice).refresh
    second = exchange(api, first).json()["refresh"]
    later()
    reused = exchange(api, first)
    assert (reused.status_code, reused.json()["code"]) == (401, "token_reused")
    assert "WWW-Authenticate" in reused.headers
    assert exchange(api, second).json()["code"] == "invalid_token"


def test_reuse_of_an_old_token_ends_the_access_tokens_too(api, alice, later):
    pair, other = tokens.sign_in(alice), tokens.sign_in(alice)
    exchange(api, pair.refresh)
    later()
    exchange(api, pair.refresh)
    calls = [api.get("/api/v1/me", headers={"authorization": f"Bearer {one.access}"}) for one in (pair, other)]
    assert [call.status_code for call in calls] == [401, 200]
    assert calls[0].json()["code"] == "invalid_token"


def test_reuse_leaves_other_sign_ins_alone(api, alice, later):
    stolen, other = tokens.sign_in(alice).refresh, tokens.sign_in(alice).refresh
    exchange(api, stolen)
    later()
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
@pytest.mark.parametrize("leeway", [10, 0])
def test_of_many_who_use_one_token_at_once_all_get_the_same_pair(settings, leeway):
    """Without a leeway one gets it, and the sign-in ends."""
    settings.REFRESH_LEEWAY = timedelta(seconds=leeway)
    user = User.objects.create_user("dana", password="x")
    for _ in range(5):
        token, start = tokens.sign_in(user).refresh, Barrier(8)

        def use(_: int, token: str = token, start: Barrier = start) -> tuple[int, str]:
            start.wait()
            try:
                answer = exchange(APIClient(), token)
                return answer.status_code, str(answer.json()) if answer.status_code == 200 else ""
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(use, range(8)))
        if leeway:
            assert len(set(answers)) == 1
            assert answers[0][0] == 200
        else:
            assert sorted(code for code, _ in answers) == [200] + [401] * 7
    assert RefreshFamily.objects.living().count() == (5 if leeway else 0)
