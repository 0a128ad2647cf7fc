"""/api/v1/me: see, change, take along, close."""

from __future__ import annotations

import io
import zipfile

import pytest

from onlineocr.accounts import keys
from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import Scope
from onlineocr.documents.models import Document

URL, EXPORT = "/api/v1/me", "/api/v1/me/export"


@pytest.fixture
def with_key(api, alice):
    """``with_key(scope, …)``: a client with a key of Alice."""

    def client(*scopes: Scope):
        api.credentials(HTTP_X_API_KEY=keys.issue(user=alice, name="k", scopes=scopes)[1])
        return api

    return client


def test_it_tells_who_calls(as_user, alice, queued):
    queued(alice, pages=3)
    body = as_user(alice).get(URL).json()
    assert body.pop("date_joined")
    assert body == {
        "username": "alice", "email": "alice@example.org", "staff": False, "has_password": True,
        "documents": 1, "pages": 3, "bytes": 1,
    }  # fmt: skip


def test_it_changes_the_address(as_user, alice):
    body = as_user(alice).patch(URL, {"email": "a@example.net"}).json()
    assert (body["email"], body["username"], body["staff"]) == ("a@example.net", "alice", False)
    assert as_user(alice).patch(URL, {}).json() == body
    assert as_user(alice).patch(URL, {"email": ""}).json()["email"] == ""


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "a" * 250 + "@example.org", None, [], "a@example.org\0"])
def test_it_refuses_what_is_no_address(as_user, alice, email):
    answer = as_user(alice).patch(URL, {"email": email})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "email")


@pytest.mark.parametrize(("method", "url"), [("get", URL), ("patch", URL), ("delete", URL), ("get", EXPORT)])
def test_it_is_for_those_who_sign_in(api, method, url):
    assert getattr(api, method)(url).status_code == 401


# --- export -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["*/*", "application/zip", "text/html", "application/json"])
def test_it_sends_everything_as_a_zip(as_user, alice, queued, accept):
    queued(alice, file_name="scan.png")
    response = as_user(alice).get(EXPORT, HTTP_ACCEPT=accept)
    assert (response.status_code, response["Content-Type"], response.streaming) == (200, "application/zip", True)
    assert response["Content-Disposition"].startswith('attachment; filename="onlineocr-alice-')
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    about = ["account.json", "keys.json", "webhooks.json", "batches.json"]
    assert archive.namelist() == [*about, "documents/scan/document.json"]


def test_a_name_with_any_letters_makes_a_whole_header(as_user, alice):
    User.objects.filter(pk=alice.pk).update(username="дана+x@y")
    assert "filename*=utf-8''onlineocr-%D0%B4" in as_user(alice).get(EXPORT)["Content-Disposition"]


def test_it_is_not_asked_for_all_day(as_user, alice, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"export": 1}
    answers = [as_user(alice).get(EXPORT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["RateLimit"].startswith('"export";r=0;t=')


@pytest.mark.parametrize("scopes", [[Scope.ACCOUNT], [Scope.DOCUMENTS_READ]])
def test_a_key_needs_both_scopes_to_export(with_key, scopes):
    assert with_key(*scopes).get(EXPORT).json()["code"] == "scope_missing"


# --- closing ----------------------------------------------------------------------------------------------------


def test_it_closes_the_account(api, as_user, alice, password, queued):
    queued(alice)
    client, key = as_user(alice), keys.issue(user=alice, name="k")[1]
    assert client.delete(URL, {"password": password}).status_code == 204
    assert not User.objects.exists()
    assert not Document.objects.exists()
    assert client.get(URL).status_code == 401
    assert api.get(URL, HTTP_X_API_KEY=key).status_code == 401
    assert api.post("/api/token_obtain_pair/", {"username": "alice", "password": password}).status_code == 401
    assert api.post("/api/register/", {"username": "alice", "password": "another purple one"}).status_code == 201


def test_it_closes_the_account_of_the_browser_that_asks(client, alice, password):
    client.force_login(alice)
    assert client.delete(URL, {"password": password}, content_type="application/json").status_code == 204
    assert not client.cookies["onlineocr_session"].value
    assert client.get(URL).status_code == 401


def test_it_closes_nothing_with_a_wrong_password(as_user, alice):
    answer = as_user(alice).delete(URL, {"password": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert answer.json()["detail"].startswith("The password is wrong.")
    assert User.objects.get().is_active


@pytest.mark.parametrize(
    "body", [{}, {"password": ""}, {"username": "alice"}, {"password": None}, {"password": []}, []]
)
def test_it_asks_for_the_password(as_user, alice, body):
    answer = as_user(alice).delete(URL, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert User.objects.get().is_active


def test_who_found_a_token_cannot_try_passwords(as_user, alice, password, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        as_user(alice).delete(URL, {"password": "wrong"})
    assert as_user(alice).delete(URL, {"password": password}).status_code == 429
    assert User.objects.get().is_active


def test_without_a_password_the_typed_name_confirms(as_user, alice):
    alice.set_unusable_password()
    alice.save()
    for body in ({}, {"username": "ALICE"}, {"username": " alice"}, {"password": "x"}):
        assert as_user(alice).delete(URL, body).json()["errors"][0]["field"] == "username"
    assert as_user(alice).delete(URL, {"username": "alice"}).status_code == 204


def test_a_key_closes_only_with_its_scope_and_the_password(with_key, alice, password):
    usual = [scope for scope in Scope if scope is not Scope.KEYS]
    assert with_key(*usual).delete(URL, {"password": password}).json()["code"] == "scope_missing"
    assert with_key(Scope.KEYS).delete(URL, {}).status_code == 400
    assert with_key(Scope.KEYS).delete(URL, {"password": password}).status_code == 204


def test_staff_close_their_own_account_only(as_user, alice, charlie, password, queued):
    queued(alice)
    assert as_user(charlie).delete(URL, {"password": password}).status_code == 204
    assert list(User.objects.all()) == [alice]
    assert Document.objects.count() == 1
