"""/api/v1/keys/: make, list, rename, revoke."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rest_framework.test import APIClient

from onlineocr.accounts import keyform, keys
from onlineocr.accounts.models import ApiKey
from onlineocr.accounts.scopes import Scope

URL = "/api/v1/keys/"


@pytest.fixture
def make(as_user, alice):
    """``make(name="…", …)``: the answer to Alice's wish for a key."""

    def post(client=None, **wish):
        return (client or as_user(alice)).post(URL, {"name": "scanner"} | wish)

    return post


@pytest.fixture
def with_key(alice):
    """``with_key("keys", …)``: a client with a key of Alice that has these scopes."""

    def client(*scopes, **more) -> APIClient:
        client = APIClient()
        _, text = keys.issue(user=alice, name="maker", scopes=[Scope(scope) for scope in scopes], **more)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return client

    return client


def test_it_makes_a_key_and_shows_it_once(api, as_user, alice, make):
    answer = make()
    body = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert keyform.parse(body["key"]).uid == body["id"]
    assert (body["prefix"], body["name"], body["sigv4"]) == (f"oo_{body['id']}", "scanner", False)
    assert body["scopes"] == ["account", "documents:read", "documents:write", "webhooks"]
    assert (body["expires_at"], body["last_used_at"], body["revoked_at"]) == (None, None, None)
    assert api.get("/api/history/", HTTP_AUTHORIZATION=f"Bearer {body['key']}").status_code == 200


def test_the_error_of_a_scope_lists_the_scopes(make):
    body = make(scopes=["foo", "bar"]).json()
    assert [error["field"] for error in body["errors"]] == ["scopes.0", "scopes.1"]
    assert all(f"{scope}" in error["detail"] for error in body["errors"] for scope in Scope)
    assert (".;" in body["detail"], body["detail"][-1]) == (False, ".")


def test_it_shows_no_secret_again(as_user, alice, make):
    body = make(sigv4=True).json()
    secret, row = keyform.parse(body["key"]).secret, ApiKey.objects.get()
    for address in (URL, f"{URL}{body['id']}/"):
        answer = as_user(alice).get(address).content.decode()
        assert body["id"] in answer
        assert not any(hidden in answer for hidden in (secret, row.digest, row.sealed))


def test_it_takes_a_form(as_user, alice):
    answer = as_user(alice).post(URL, {"name": "x", "scopes": ["account", "webhooks"], "expires": "1d"}, "multipart")
    assert (answer.status_code, answer.json()["scopes"]) == (201, ["account", "webhooks"])


@pytest.mark.parametrize(("span", "days"), [("12h", 0.5), ("90d", 90), ("8w", 56), ("3650d", 3650)])
def test_it_takes_a_span_as_expiry(make, span, days):
    end = parse_datetime(make(expires=span).json()["expires_at"])
    assert abs(end - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)


@pytest.mark.parametrize("suffix", ["Z", "+00:00", ""])
def test_it_takes_a_time_as_expiry(make, suffix):
    moment = f"{(timezone.now() + timedelta(days=3)).replace(tzinfo=None, microsecond=0).isoformat()}{suffix}"
    answer = make(expires=moment).json()
    assert answer["expires_at"].startswith(moment.removesuffix("Z").removesuffix("+00:00"))


@pytest.mark.parametrize(
    "wish",
    [{"expires": value} for value in ("", "0d", "-1d", "1", "1y", "3651d", "99999w", "2001-01-01T00:00:00Z", "soon",
                                      "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", 5, [], {}, "１d", True)]
    + [{"name": value} for value in ("", "  ", "x" * 101, None, [], "a\0b")]
    + [{"scopes": value} for value in ([], ["all"], "keys", [None], ["keys"] * 21, {"a": 1}, [["keys"]])]
    + [{"sigv4": value} for value in ("perhaps", None, [])],
)  # fmt: skip
def test_it_refuses_a_wish_that_makes_no_sense(make, wish):
    answer = make(**wish)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["errors"][0]["field"].startswith(next(iter(wish)))
    assert not ApiKey.objects.exists()


def test_it_counts_a_scope_once(make):
    assert make(scopes=["keys", "keys"]).json()["scopes"] == ["keys"]


def test_it_makes_only_so_many(make, settings):
    settings.KEYS_PER_USER = 1
    assert make().status_code == 201
    refused = make()
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_keys")


def test_it_lists_ones_own_newest_first(as_user, alice, bob, make):
    names = ["first", "second", "third"]
    for name in names:
        make(name=name)
    keys.issue(user=bob, name="his")
    body = as_user(alice).get(URL).json()
    assert (body["count"], [key["name"] for key in body["results"]]) == (3, names[::-1])


def test_it_gives_another_name(as_user, alice, make):
    address = f"{URL}{make().json()['id']}/"
    assert as_user(alice).patch(address, {"name": "printer"}).json()["name"] == "printer"
    assert as_user(alice).get(address).json()["name"] == "printer"
    assert "keys" not in ApiKey.objects.get().scopes
    assert as_user(alice).patch(address, {"name": ""}).status_code == 400


def test_it_revokes_at_once_and_for_good(api, as_user, alice, make):
    body = make().json()
    address = f"{URL}{body['id']}/"
    assert as_user(alice).delete(address).status_code == 204
    answer = api.get("/api/history/", HTTP_X_API_KEY=body["key"])
    assert (answer.status_code, answer.json()["code"]) == (401, "key_revoked")
    when = as_user(alice).get(address).json()["revoked_at"]
    assert as_user(alice).delete(address).status_code == 204
    assert as_user(alice).get(address).json()["revoked_at"] == when


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
@pytest.mark.parametrize("uid", [None, "nothing", "a%00b", "..%2f", "1"])
def test_it_hides_the_keys_of_others(as_user, bob, charlie, make, method, uid):
    uid = uid or make().json()["id"]
    for user in (bob, charlie):
        body = ({"name": "mine"},) if method == "patch" else ()
        answer = getattr(as_user(user), method)(f"{URL}{uid}/", *body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_for_those_who_sign_in(api, method):
    assert getattr(api, method)(URL).status_code == 401


# --- keys that make keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scopes", [["documents:read"], ["account", "webhooks", "documents:write"]])
def test_a_key_without_the_scope_manages_no_keys(with_key, scopes):
    client = with_key(*scopes)
    own = ApiKey.objects.get().uid
    for answer in (client.get(URL), client.post(URL, {"name": "x"}), client.delete(f"{URL}{own}/")):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert "'keys'" in answer.json()["detail"]
    assert ApiKey.objects.living().count() == 1


def test_a_key_gives_no_scope_that_it_lacks(with_key, make):
    client = with_key("keys", "documents:read")
    refused = make(client, scopes=["documents:read", "documents:write"])
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert "documents:write" in refused.json()["detail"]
    assert make(client, scopes=["keys", "documents:read"]).status_code == 201
    assert make(client).json()["scopes"] == ["documents:read"]


def test_a_key_with_no_scope_to_give_by_default_must_name_one(with_key, make):
    answer = make(with_key("keys"))
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert make(with_key("keys"), scopes=["keys"]).status_code == 201


def test_a_key_makes_none_that_outlives_it(with_key, make):
    end = timezone.now() + timedelta(days=7)
    client = with_key("keys", "account", expires_at=end)
    assert parse_datetime(make(client).json()["expires_at"]) == end
    assert make(client, expires="6d").status_code == 201
    refused = make(client, expires="8d")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "expires")


def test_a_key_can_revoke_itself(with_key):
    client = with_key("keys")
    assert client.delete(f"{URL}{ApiKey.objects.get().uid}/").status_code == 204
    assert client.get(URL).json()["code"] == "key_revoked"
