from __future__ import annotations

import pytest
from axes.models import AccessAttempt

from onlineocr.accounts import failures, tokens
from onlineocr.accounts.models import RefreshFamily

URL = "/api/token_obtain_pair/"


@pytest.fixture
def sign_in(api, password):
    def call(name: str, given: str = password, **extra):
        return api.post(URL, {"username": name, "password": given}, **extra)

    return call


def test_it_gives_a_pair(sign_in, alice):
    response = sign_in("alice")
    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh"}
    assert tokens.user_of(response.json()["access"]) == alice


def test_it_takes_a_form(api, alice, password):
    assert api.post(URL, {"username": "alice", "password": password}, format="multipart").status_code == 200


def test_its_answer_is_not_kept_by_caches(sign_in, alice):
    assert sign_in("alice").headers["Cache-Control"] == "no-store"


def test_it_notes_the_last_sign_in(sign_in, alice):
    sign_in("alice")
    alice.refresh_from_db()
    assert alice.last_login is not None


def test_it_stores_no_token(sign_in, alice):
    refresh = sign_in("alice").json()["refresh"]
    row = RefreshFamily.objects.values().get()
    assert not any(refresh in str(value) or str(value) in refresh for value in (row["digest"], row["session_hash"]))


@pytest.mark.parametrize("name", ["alice", "nobody", "Alice", "alice\u0300", "'; drop table users; --"])
def test_it_refuses_a_wrong_password_and_an_unknown_name_alike(sign_in, alice, name):
    response = sign_in(name, "wrong password")
    assert (response.status_code, response.json()["code"]) == (401, "wrong_credentials")
    assert response.json()["detail"] == "No active account has this name and password."
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_it_refuses_an_inactive_user(sign_in, alice):
    alice.is_active = False
    alice.save()
    assert sign_in("alice").status_code == 401


@pytest.mark.parametrize("body", [{}, {"username": "alice"}, {"password": "x"}, {"username": "", "password": ""}])
def test_it_names_missing_fields(api, alice, body):
    response = api.post(URL, body)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


def test_it_pauses_after_too_many_failures(sign_in, alice, settings):
    answers = [sign_in("alice", "wrong") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert {answer.status_code for answer in answers[:-1]} == {401}
    locked = sign_in("alice")
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_failures")
    assert locked.headers["Content-Type"] == "application/problem+json"
    assert int(locked.headers["Retry-After"]) == 900


def test_an_operator_ends_the_pause(sign_in, alice, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("alice", "wrong")
    assert sign_in("alice").status_code == 429
    assert failures.forget(alice) == settings.AXES_FAILURE_LIMIT
    assert sign_in("alice").status_code == 200


def test_its_pause_touches_neither_other_names_nor_other_addresses(sign_in, alice, bob, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in("alice", "wrong")
    assert sign_in("bob").status_code == 200
    assert sign_in("alice", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_success_forgets_the_failures_before_it(sign_in, alice, settings):
    for _ in range(3):
        for _ in range(settings.AXES_FAILURE_LIMIT - 1):
            sign_in("alice", "wrong")
        assert sign_in("alice").status_code == 200


def test_it_slows_one_address_down(sign_in, alice, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 2}
    answers = [sign_in(name, "wrong") for name in ("a", "b", "c")]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[-1].json()["code"] == "throttled"
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60


def test_it_takes_only_post(api):
    response = api.get(URL)
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert "POST" in response.headers["Allow"]


def test_a_password_in_the_field_of_the_name_is_kept_nowhere(api, client, alice, caplog):
    secret = "my bank PIN is 4711"
    for _ in range(2):
        assert api.post("/api/token_obtain_pair/", {"username": secret, "password": "x"}).status_code == 401
        client.post("/accounts/login/", {"username": secret, "password": "x"})
    api.post("/api/token_obtain_pair/", {"username": "ALICE", "password": "wrong"})
    kept = [str(row.__dict__) for row in AccessAttempt.objects.all()]
    assert len(kept) >= 2
    assert not [row for row in kept if "4711" in row]
    assert AccessAttempt.objects.filter(username="alice").exists()
    assert "4711" not in caplog.text


def test_a_name_that_nobody_has_is_locked_like_any_other(api, settings):
    sent = {"username": "nobody", "password": "wrong"}
    codes = [api.post("/api/token_obtain_pair/", sent).status_code for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert (codes[0], codes[-1]) == (401, 429)
    assert api.post("/api/token_obtain_pair/", sent | {"username": "nobody2"}).status_code == 401
