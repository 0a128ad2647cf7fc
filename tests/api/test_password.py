"""POST /api/v1/me/password: a person changes the password, and every other sign-in ends."""

from __future__ import annotations

import base64

import pytest
from django.test import Client
from rest_framework.test import APIClient

from onlineocr.accounts import keys
from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import Scope

URL, ME, SIGN_IN, REFRESH = "/api/v1/me/password", "/api/v1/me", "/api/token_obtain_pair/", "/api/token_refresh/"
NEW = "purple monkey dishwasher"


@pytest.fixture
def change(password):
    """``change(client, new_password="x")``: the answer to a change that is right but for these fields."""

    def call(client, **fields):
        body = {"old_password": password, "new_password": NEW} | fields
        return (
            client.post(URL, body, content_type="application/json")
            if type(client) is Client
            else client.post(URL, body)
        )

    return call


@pytest.fixture
def sign_in(password):
    """``sign_in()``: the tokens of one more sign-in of Alice."""
    return lambda given=password: APIClient().post(SIGN_IN, {"username": "alice", "password": given}).json()


def bearer(access):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def browser(user):
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def unchanged(password):
    return User.objects.get().check_password(password)


def test_the_new_password_signs_in_and_the_old_one_does_not(alice, sign_in, change, password):
    answer = change(bearer(sign_in()["access"]))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "access" in sign_in(NEW)
    assert sign_in(password)["code"] == "wrong_credentials"


def test_the_sign_in_that_calls_goes_on(alice, sign_in, change):
    pair = sign_in()
    access = change(bearer(pair["access"])).json()["access"]
    assert bearer(access).get(ME).status_code == 200
    assert bearer(pair["access"]).get(ME).json()["code"] == "invalid_token"
    again = APIClient().post(REFRESH, {"refresh": pair["refresh"]})
    assert bearer(again.json()["access"]).get(ME).status_code == 200


def test_it_can_be_changed_again_with_the_next_access_token(alice, sign_in, change):
    pair = sign_in()
    second = change(bearer(pair["access"])).json()["access"]
    third = change(bearer(second), old_password=NEW, new_password="a third long one").json()["access"]
    assert bearer(third).get(ME).status_code == 200
    assert APIClient().post(REFRESH, {"refresh": pair["refresh"]}).status_code == 200


def test_every_other_sign_in_ends(alice, sign_in, change):
    mine, other, session = sign_in(), sign_in(), browser(alice)
    change(bearer(mine["access"]))
    assert bearer(other["access"]).get(ME).status_code == 401
    assert APIClient().post(REFRESH, {"refresh": other["refresh"]}).json()["code"] == "invalid_token"
    assert session.get(ME).status_code == 401


def test_a_sign_in_that_was_revoked_stays_so(alice, sign_in, change):
    pair = sign_in()
    alice.refresh_families.all().revoke()
    assert change(bearer(pair["access"])).status_code == 401
    assert APIClient().post(REFRESH, {"refresh": pair["refresh"]}).status_code == 401


def test_the_session_that_calls_goes_on_under_another_id(alice, sign_in, change):
    mine, other, token = browser(alice), browser(alice), sign_in()
    before = mine.session.session_key
    assert change(mine).json() == {"access": None}
    assert [client.get(ME).status_code for client in (mine, other)] == [200, 401]
    assert mine.session.session_key != before
    assert bearer(token["access"]).get(ME).status_code == 401


def test_a_session_needs_the_csrf_token(alice, change, password):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert change(client).json()["code"] == "csrf_failed"
    assert unchanged(password)


def test_basic_changes_it_too_and_gets_no_session(alice, api, change, password):
    api.credentials(HTTP_AUTHORIZATION="Basic " + base64.b64encode(f"alice:{password}".encode()).decode())
    answer = change(api)
    assert (answer.status_code, answer.json(), answer.cookies) == (200, {"access": None}, {})


def test_a_wrong_old_password_changes_nothing(alice, as_user, change, password):
    answer = change(as_user(alice), old_password="wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert answer.json()["detail"].startswith("The password is wrong.")
    assert unchanged(password)


def test_wrong_old_passwords_count_as_failed_sign_ins(alice, as_user, change, password, sign_in, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        change(as_user(alice), old_password="wrong")
    assert change(as_user(alice)).status_code == 429
    assert sign_in()["code"] == "too_many_failures"
    assert unchanged(password)


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("short1x", "at least 8 characters"),
        ("password123", "too common"),
        ("8203948572", "entirely numeric"),
        ("alice@example.org", "too similar"),
        ("correct horse battery", "already"),
    ],
)
def test_it_says_what_is_wrong_with_the_new_one(alice, as_user, change, password, new, says):
    answer = change(as_user(alice), new_password=new)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, answer.json()["code"], error["field"]) == (400, "invalid", "new_password")
    assert says in error["detail"]
    assert unchanged(password)


def test_it_names_each_rule_that_the_new_one_breaks(alice, as_user, change):
    errors = change(as_user(alice), new_password="1234").json()["errors"]
    assert {error["field"] for error in errors} == {"new_password"}
    assert [error["detail"].split()[3] for error in errors] == ["too", "too", "entirely"]


def test_another_spelling_of_the_same_password_is_the_same(alice, as_user, change):
    alice.set_password("pa\u0301sswo\u0308rd of mine")
    alice.save()
    answer = change(
        as_user(alice), old_password="pa\u0301sswo\u0308rd of mine", new_password="p\u00e1ssw\u00f6rd of mine"
    )
    assert "already" in answer.json()["detail"]


@pytest.mark.parametrize("field", ["old_password", "new_password"])
@pytest.mark.parametrize("value", ["", None, [], "x" * 1025])
def test_it_asks_for_both(alice, as_user, change, password, field, value):
    answer = change(as_user(alice), **{field: value})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert unchanged(password)


def test_it_is_for_those_who_sign_in(api, alice, change):
    assert change(api).json()["code"] == "not_signed_in"


def test_no_key_may_call_it(api, alice, change, password):
    api.credentials(HTTP_X_API_KEY=keys.issue(user=alice, name="k", scopes=list(Scope))[1])
    answer = change(api)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert unchanged(password)


def test_keys_stay(api, alice, as_user, change):
    key = keys.issue(user=alice, name="k")[1]
    change(as_user(alice))
    assert api.get(ME, HTTP_X_API_KEY=key).status_code == 200


def test_without_a_password_it_names_who_can_set_one(alice, as_user, change):
    alice.set_unusable_password()
    alice.save()
    answer = change(as_user(alice))
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "operator" in answer.json()["detail"]
