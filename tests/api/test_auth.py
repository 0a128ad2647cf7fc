from __future__ import annotations

import base64

import pytest
from axes.models import AccessAttempt

from onlineocr.accounts import keyform, keys, tokens
from onlineocr.accounts.models import ApiKey
from onlineocr.accounts.scopes import Scope

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


def test_the_browsable_api_signs_in_by_the_page_of_the_service(client, alice, password):
    way = client.get("/api-auth/login/?next=/api/probe/").headers["Location"]
    assert way == "/accounts/login/?next=/api/probe/"
    response = client.post(way, {"username": "alice", "password": password})
    assert (response.status_code, response.headers["Location"]) == (302, "/api/probe/")
    assert client.get(URL).status_code == 200


def test_wrong_passwords_by_basic_lead_to_the_pause(api, alice, password, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        api.get(URL, HTTP_AUTHORIZATION=basic("alice", "wrong"))
    response = api.get(URL, HTTP_AUTHORIZATION=basic("alice", password))
    assert (response.status_code, response.json()["code"]) == (429, "too_many_failures")
    assert response.headers["Retry-After"] == "900"


def test_one_password_tried_on_many_names_is_stopped(api, db, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 3}
    answers = [api.get(URL, HTTP_AUTHORIZATION=basic(f"user{n}", "letmein")).status_code for n in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_right_passwords_by_basic_are_not_counted(api, alice, password, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 1}
    for _ in range(4):
        assert api.get(URL, HTTP_AUTHORIZATION=basic("alice", password)).status_code == 200


# --- API keys ---------------------------------------------------------------------------------------------------


@pytest.fixture
def key(alice) -> str:
    """A key of Alice that may read and write documents."""
    return keys.issue(user=alice, name="k", scopes=[Scope.DOCUMENTS_READ, Scope.DOCUMENTS_WRITE])[1]


def ways(text: str) -> dict[str, dict[str, str]]:
    """Every way to send a key."""
    return {
        "header": {"HTTP_X_API_KEY": text},
        "bearer": {"HTTP_AUTHORIZATION": f"Bearer {text}"},
        "password": {"HTTP_AUTHORIZATION": basic("whoever", text)},
        "password alone": {"HTTP_AUTHORIZATION": basic("", text)},
        "name alone": {"HTTP_AUTHORIZATION": basic(text, "")},
        "header, spaced": {"HTTP_X_API_KEY": f" {text} "},
        "bearer, any case": {"HTTP_AUTHORIZATION": f"bEaReR  {text}"},
    }


WAYS = list(ways(""))


@pytest.mark.parametrize("way", WAYS)
def test_it_knows_a_key(api, key, way):
    assert api.get(URL, **ways(key)[way]).json() == {"user": "alice"}
    assert ApiKey.objects.get().last_used_at is not None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("deed", "code"), [("unknown", "invalid_key"), ("secret", "invalid_key"), ("expire", "key_expired"),
                       ("revoke", "key_revoked"), ("deactivate", "account_inactive"), ("cut", "invalid_key")],
)  # fmt: skip
def test_it_says_what_is_wrong_with_a_key(api, alice, key, way, deed, code):
    rows = ApiKey.objects.all()
    if deed == "unknown":
        key = str(keyform.make())
    elif deed == "secret":
        key = str(keyform.KeyText(keyform.parse(key).uid, keyform.make().secret))
    elif deed == "cut":
        key = key[:-1]
    elif deed == "expire":
        rows.update(expires_at="2020-01-01T00:00:00Z")
    elif deed == "revoke":
        rows.revoke()
    else:
        type(alice).objects.update(is_active=False)
    response = api.get("/api/open/", **ways(key)[way])
    assert (response.status_code, response.json()["code"]) == (401, code)
    assert "WWW-Authenticate" in response.headers
    assert key.rpartition("_")[2] not in response.content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_what_has_not_the_form_of_a_key_asks_no_database(api, django_assert_num_queries, key, way):
    with django_assert_num_queries(0):
        assert api.get(URL, **ways(key[:-1])[way]).status_code == 401


@pytest.mark.parametrize("way", ["password", "name alone"])
def test_a_key_is_never_tried_as_a_password(api, key, way, monkeypatch, settings):
    monkeypatch.setattr("onlineocr.accounts.credentials.authenticate", lambda **_: pytest.fail("asked for a password"))
    for text in (key, key[:-1], str(keyform.make())):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            api.get(URL, **ways(text)[way])
    assert not AccessAttempt.objects.exists()
    assert api.get(URL, **ways(key)[way]).status_code == 200


def test_a_key_sent_as_a_name_is_kept_nowhere(api, key):
    assert api.post("/api/token_obtain_pair/", {"username": key, "password": "x"}).status_code == 401
    assert not AccessAttempt.objects.exists()


def test_a_password_may_begin_like_a_key(api, alice):
    alice.set_password("oo_letmein_please")
    alice.save()
    assert api.get(URL, HTTP_AUTHORIZATION=basic("alice", "oo_letmein_please")).json() == {"user": "alice"}


def test_wrong_keys_are_counted_and_right_ones_still_pass(api, key, alice, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 3}
    answers = [api.get(URL, HTTP_X_API_KEY=str(keyform.make())) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert (answers[-1].json()["code"], "Retry-After" in answers[-1].headers) == ("too_many_failures", True)
    assert '"wrong_credentials";r=0' in answers[-1].headers["RateLimit"]
    assert api.get(URL, HTTP_X_API_KEY=key).status_code == 200
    assert api.get(URL, HTTP_AUTHORIZATION=basic("alice", "wrong")).status_code == 429


def test_two_credentials_that_agree_are_one(api, alice, password, key):
    for other in (f"Bearer {key}", basic("x", key), f"Bearer {tokens.access_token(alice)}", basic("alice", password)):
        assert api.get(URL, HTTP_X_API_KEY=key, HTTP_AUTHORIZATION=other).json() == {"user": "alice"}


def test_two_credentials_that_disagree_are_refused(api, alice, bob, password, key):
    second, his = keys.issue(user=alice, name="2")[1], keys.issue(user=bob, name="his")[1]
    token = f"Bearer {tokens.access_token(bob)}"
    for other in (f"Bearer {second}", f"Bearer {his}", token, basic("bob", password), basic("alice", his)):
        response = api.get("/api/open/", HTTP_X_API_KEY=key, HTTP_AUTHORIZATION=other)
        assert (response.status_code, response.json()["code"]) == (401, "credentials_disagree")


def test_of_two_credentials_neither_may_be_wrong(api, alice, key):
    right, wrong = f"Bearer {tokens.access_token(alice)}", str(keyform.make())
    assert api.get(URL, HTTP_X_API_KEY=wrong, HTTP_AUTHORIZATION=right).json()["code"] == "invalid_key"
    assert api.get(URL, HTTP_X_API_KEY=key, HTTP_AUTHORIZATION="Bearer x").json()["code"] == "invalid_token"
    assert api.get(URL, HTTP_X_API_KEY=f"{key},{key}").json()["code"] == "invalid_key"
    assert api.get(URL, HTTP_X_API_KEY="").json()["code"] == "invalid_key"


def test_a_key_counts_before_the_session(client, bob, key):
    client.force_login(bob)
    assert client.get(URL, HTTP_X_API_KEY=key).json() == {"user": "alice"}


def test_a_token_beside_a_key_widens_nothing(api, alice):
    key = keys.issue(user=alice, name="k", scopes=[Scope.DOCUMENTS_READ])[1]
    response = api.post(URL, HTTP_X_API_KEY=key, HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(alice)}")
    assert response.json()["code"] == "scope_missing"


def test_a_key_needs_no_csrf_token(key):
    from rest_framework.test import APIClient

    assert APIClient(enforce_csrf_checks=True).post(URL, HTTP_X_API_KEY=key).status_code == 200


# --- scopes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_a_key_does_only_what_its_scopes_allow(api, alice, way):
    key = keys.issue(user=alice, name="k", scopes=[Scope.DOCUMENTS_READ])[1]
    assert api.get(URL, **ways(key)[way]).status_code == 200
    assert api.head(URL, **ways(key)[way]).status_code == 200
    response = api.post(URL, **ways(key)[way])
    assert (response.status_code, response.json()["code"]) == (403, "scope_missing")
    assert "'documents:write'" in response.json()["detail"]


def test_scopes_count_where_no_account_is_needed_too(api, alice):
    key = keys.issue(user=alice, name="k", scopes=[Scope.ACCOUNT])[1]
    assert api.get("/api/open/", HTTP_X_API_KEY=key).status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "options", "put"])
def test_a_view_that_declares_nothing_is_closed_to_keys(api, alice, as_user, method):
    key = keys.issue(user=alice, name="k", scopes=list(Scope))[1]
    response = getattr(api, method)("/api/undeclared/", HTTP_X_API_KEY=key)
    assert response.status_code == 403
    assert as_user(alice).get("/api/undeclared/").status_code == 200


def test_a_method_that_there_is_not_is_405_for_a_key_too(api, key):
    assert api.put(URL, HTTP_X_API_KEY=key).status_code == 405
    assert api.options(URL, HTTP_X_API_KEY=key).status_code == 200
