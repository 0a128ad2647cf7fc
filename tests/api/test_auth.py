from __future__ import annotations

import base64

import pytest

from onlineocr.accounts import tokens

pytestmark = pytest.mark.urls("tests.api.probe")
URL = "/api/probe/"


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def test_nobody_is_asked_to_sign_in(api):
    response = api.get(URL)
    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="onlineocr", Basic realm="onlineocr", charset="UTF-8"'


def test_a_page_is_not_offered_basic(api):
    response = api.get(URL, headers={"Sec-Fetch-Mode": "cors"})
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="onlineocr"'


def test_it_knows_bearer(as_user, alice):
    assert as_user(alice).get(URL).json() == {"user": "alice"}


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_it_reads_the_scheme_in_any_case(api, alice, scheme):
    header = f"{scheme} {tokens.access_token(alice)}"
    assert api.get(URL, HTTP_AUTHORIZATION=header).status_code == 200


@pytest.mark.parametrize("name", ["alice", "дана"])
def test_it_knows_basic(api, alice, django_user_model, name):
    user, _ = django_user_model.objects.get_or_create(username=name)
    user.set_password("pässwörd:mit:Punkten")
    user.save()
    assert api.get(URL, HTTP_AUTHORIZATION=basic(name, "pässwörd:mit:Punkten")).json() == {"user": name}


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer x",
        "Bearer a b c",
        "Bearer \xff",
        "Digest x",
        "Token x",
        "x",
        "Basic",
        "Basic x",
        "Basic ===",
        basic("alice", "wrong"),
        basic("nobody", "wrong"),
        basic("", ""),
        basic("alice\0", "x"),
        "Basic " + base64.b64encode(b"no-colon").decode(),
    ],
)
@pytest.mark.parametrize("url", [URL, "/api/open/"])
def test_a_wrong_credential_is_never_a_silent_nobody(api, alice, header, url):
    response = api.get(url, HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert response.json()["code"] in {"wrong_credentials", "invalid_token"}
    assert "WWW-Authenticate" in response.headers


def test_a_wrong_header_beats_a_good_session(client, alice):
    client.force_login(alice)
    assert client.get(URL, HTTP_AUTHORIZATION="Bearer x").status_code == 401


def test_it_knows_the_session(client, alice):
    client.force_login(alice)
    assert client.get(URL).json() == {"user": "alice"}


def test_a_session_needs_the_csrf_token_to_change_something(alice):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post(URL)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


def test_a_token_needs_no_csrf_token(alice):
    from rest_framework.test import APIClient

    client = APIClient(enforce_csrf_checks=True)
    assert client.post(URL, HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(alice)}").status_code == 200


def test_the_login_page_of_the_browsable_api_works(client, alice, password):
    assert client.get("/api-auth/login/").status_code == 200
    response = client.post("/api-auth/login/?next=/api/probe/", {"username": "alice", "password": password})
    assert (response.status_code, response.headers["Location"]) == (302, "/api/probe/")
    assert client.get(URL).status_code == 200


def test_wrong_passwords_by_basic_lead_to_the_pause(api, alice, password, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        api.get(URL, HTTP_AUTHORIZATION=basic("alice", "wrong"))
    response = api.get(URL, HTTP_AUTHORIZATION=basic("alice", password))
    assert (response.status_code, response.json()["code"]) == (429, "too_many_failures")
    assert response.headers["Retry-After"] == "900"


def test_one_password_tried_on_many_names_is_stopped(api, db, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"basic_failure": 3}
    answers = [api.get(URL, HTTP_AUTHORIZATION=basic(f"user{n}", "letmein")).status_code for n in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_right_passwords_by_basic_are_not_counted(api, alice, password, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"basic_failure": 1}
    for _ in range(4):
        assert api.get(URL, HTTP_AUTHORIZATION=basic("alice", password)).status_code == 200
