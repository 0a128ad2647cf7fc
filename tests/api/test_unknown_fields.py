"""A field or parameter that a call does not have is refused by its name, and so is one that is given twice."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest

from onlineocr.accounts.models import ApiKey, User
from onlineocr.webhooks.models import Webhook
from tests.support.processes import picture

pytestmark = pytest.mark.django_db

LISTS = ["status", "language", "media_type"]
KEYS, HOOKS, ME = "/api/v1/keys/", "/api/v1/webhooks/", "/api/v1/me"
HOOK = {"url": "https://93.184.215.14/hook"}
USER = {"username": "charlie", "password": "a-long-enough-1"}
PATHS = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())["paths"]
SAMPLES = {"uid": "01890000-0000-7000-8000-000000000000", "message": "nothing"}
SAMPLES["share"] = SAMPLES["uid"]


def names(operation):
    return [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]


def filled(path):
    return re.sub(r"{(\w+)}", lambda part: SAMPLES.get(part[1], "1"), path)


CALLS = [
    pytest.param(
        method.upper(),
        filled(path),
        names(operation),
        id=operation["operationId"],
    )
    for path, operations in PATHS.items()
    for method, operation in operations.items()
]
WITHOUT_BODY = [
    pytest.param(method.upper(), filled(path), id=operation["operationId"])
    for path, operations in PATHS.items()
    for method, operation in operations.items()
    if method != "get" and "requestBody" not in operation
]


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("post", KEYS, {"name": "k", "scpoes": "documents:read"}, "scpoes"),
        ("post", KEYS, {"name": "k", "expire": "1d"}, "expire"),
        ("post", HOOKS, HOOK | {"event": ["document.failed"]}, "event"),
        ("post", HOOKS, HOOK | {"disabled_reason": "none"}, "disabled_reason"),
        ("post", "/api/register/", USER | {"emial": "c@example.org"}, "emial"),
        ("post", "/api/token_obtain_pair/", USER | {"otp": "1"}, "otp"),
        ("post", "/api/token_refresh/", {"refresh": "x", "acess": "y"}, "acess"),
        ("post", KEYS, {"nmae": "k"}, "nmae"),
        ("patch", ME, {"e-mail": "a@example.org"}, "e-mail"),
        ("patch", ME, {"username": "bob"}, "username"),
        ("patch", ME, {"password": "another-one-1"}, "password"),
        ("delete", ME, {"passwort": "x"}, "passwort"),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_it_names_an_unknown_field(alice, client, method, path, body, field, content_type):
    client.force_login(alice)
    before = _rows()
    if content_type != "application/json":
        body = "&".join(f"{name}={value}" for name, value in body.items())
    answer = getattr(client, method)(path, body, content_type=content_type)
    assert answer.status_code == 422, answer.content
    assert answer.json()["code"] == "invalid_option"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert _rows() == before


@pytest.mark.parametrize(("method", "path", "known"), CALLS)
def test_it_names_an_unknown_parameter_of_every_call(alice, client, method, path, known):
    client.force_login(alice)
    answer = client.generic(method, f"{path}?wiat=30", b"{}", "application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    (error,) = answer.json()["errors"]
    assert error["field"] == "wiat"
    assert all(name in error["detail"] for name in known)


@pytest.mark.parametrize(("method", "path"), WITHOUT_BODY)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_it_names_an_unknown_field_of_a_call_without_fields(alice, client, method, path, content_type):
    client.force_login(alice)
    body = b'{"zz": 1}' if content_type == "application/json" else b"zz=1"
    answer = client.generic(method, path, body, content_type)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert [error["field"] for error in answer.json()["errors"]] == ["zz"]


@pytest.mark.parametrize(("method", "path"), WITHOUT_BODY)
@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"[1]", "application/json", "malformed"),
        (b"null", "application/json", "malformed"),
        (b"{", "application/json", "malformed"),
        (b"zz", "text/plain", "unsupported_media_type"),
    ],
)
def test_a_call_without_fields_takes_no_other_body(alice, client, method, path, body, content_type, code):
    client.force_login(alice)
    assert client.generic(method, path, body, content_type).json()["code"] == code


@pytest.mark.parametrize(("method", "path"), WITHOUT_BODY)
@pytest.mark.parametrize("body", [b"", b"{}"])
def test_a_call_without_fields_takes_an_empty_body(alice, client, method, path, body):
    client.force_login(alice)
    answer = client.generic(method, path, body, "application/json")
    assert answer.status_code in {200, 404}, answer.content


@pytest.mark.parametrize(("method", "path", "known"), [call for call in CALLS if call.values[2]])
def test_it_takes_every_parameter_of_the_description(alice, client, method, path, known):
    client.force_login(alice)
    query = "&".join(f"{name}=1" for name in known)
    answer = client.generic(method, f"{path}?{query}", b"{}", "application/json")
    assert b"no such parameter" not in answer.content


@pytest.mark.parametrize(("method", "path", "known"), CALLS)
def test_it_names_each_parameter_that_is_given_twice(alice, client, method, path, known):
    client.force_login(alice)
    for name in {"format", *known} - set(LISTS):
        answer = client.generic(method, f"{path}?{name}=json&{name}=other", b"{}", "application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
        (error,) = answer.json()["errors"]
        assert (error["field"], "more than once" in error["detail"]) == (name, "no such" not in error["detail"])


@pytest.mark.parametrize("name", LISTS)
def test_a_parameter_of_a_list_may_be_given_twice(alice, client, name):
    client.force_login(alice)
    value = {"status": "queued", "language": "de", "media_type": "image/png"}[name]
    answer = client.get(f"/api/v1/documents/?{name}={value}&{name}={value}")
    assert (answer.status_code, answer.json()["results"]) == (200, [])


@pytest.mark.parametrize("path", ["/api/history/", KEYS, HOOKS, "/api/v1/webhooks/deliveries/"])
def test_it_takes_what_a_list_has(alice, client, path):
    client.force_login(alice)
    assert client.get(path, {"page": 1, "page_size": 5, "format": "json"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/history/", "/api/v1/documents/", "/api/v1/search", "/api/v1/capabilities", ME])
def test_it_says_where_other_formats_are(alice, client, path):
    client.force_login(alice)
    answer = client.get(path, {"format": "txt"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    (error,) = answer.json()["errors"]
    assert error["field"] == "format"
    assert "must be one of: json, api" in error["detail"]
    assert "/result?format=" in error["detail"]


@pytest.mark.parametrize("path", ["/api/ocr/", "/api/v1/documents/"])
@pytest.mark.parametrize("way", ["query", "form", "JSON"])
def test_an_upload_says_so_too(client, path, way):
    if way == "query":
        answer = client.post(f"{path}?format=txt", picture(), content_type="image/png")
    elif way == "form":
        answer = client.post(path, {"image": io.BytesIO(picture()), "format": "txt"})
    else:
        body = {"image": base64.b64encode(picture()).decode(), "format": "txt"}
        answer = client.post(path, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_option")
    assert "/result?format=" in answer.json()["detail"]


@pytest.mark.parametrize(("field", "says"), [("wait", "?wait=30"), ("token", "no such option")])
def test_an_upload_takes_no_field_that_it_would_not_read(client, field, says):
    answer = client.post("/api/v1/documents/", {"file": io.BytesIO(picture()), field: "30"})
    assert [(error["field"], says in error["detail"]) for error in answer.json()["errors"]] == [(field, True)]


def test_an_upload_takes_the_format_of_its_answer(client):
    answer = client.post("/api/v1/documents/?format=json", {"file": io.BytesIO(picture()), "format": "json"})
    assert answer.status_code == 202


def test_it_takes_all_of_history(alice, client):
    client.force_login(alice)
    asked = {"search": "x", "ordering": "-count", "created_by": "alice", "page": "1"}
    assert client.get("/api/history/", asked).status_code == 200


def test_it_takes_the_token_of_a_form(alice, client):
    client.force_login(alice)
    answer = client.post(KEYS, {"name": "k", "csrfmiddlewaretoken": "x"})
    assert answer.status_code == 201


def _rows():
    return ApiKey.objects.count(), Webhook.objects.count(), list(User.objects.values_list("username", "email"))
