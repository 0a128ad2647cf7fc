"""Calls from pages of other sites."""

from __future__ import annotations

import pytest

APP = "https://app.example.org"
OTHER = "https://evil.example"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
}


@pytest.fixture
def shared(settings):
    settings.CORS_ALLOWED_ORIGINS = [APP]


def cross(answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower().startswith("access-control")}


@pytest.mark.parametrize("path", ["/api/v1/capabilities", "/api/ocr/", "/"])
def test_it_is_off_by_default(api, path):
    for answer in (api.get(path, headers={"Origin": APP}), api.options(path, headers={"Origin": APP} | PREFLIGHT)):
        assert cross(answer) == {}
        assert "origin" not in answer.get("Vary", "").lower()


def test_a_preflight_is_answered_without_credentials(shared, api):
    answer = api.options("/api/v1/documents/", headers={"Origin": APP} | PREFLIGHT)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == APP
    assert "POST" in answer["Access-Control-Allow-Methods"]
    allowed = answer["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "x-api-key", "x-document-token", "idempotency-key", "last-event-id"} <= set(allowed)
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("path", ["/api/v1/capabilities", "/api/history/", "/api/nothing/"])
def test_answers_and_refusals_can_be_read_with_their_headers(shared, api, path):
    answer = api.get(path, headers={"Origin": APP})
    assert answer["Access-Control-Allow-Origin"] == APP
    exposed = answer["Access-Control-Expose-Headers"].split(", ")
    assert {
        "Location", "ETag", "RateLimit", "Retry-After", "X-Request-Id", "Idempotency-Replayed", "Content-Disposition",
    } <= set(exposed)  # fmt: skip
    assert "origin" in answer["Vary"].lower()
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    "origin", [OTHER, "http://app.example.org", f"{APP}:8443", "null", f"{APP}.evil.example", "x["]
)
def test_no_other_origin_is_allowed(shared, api, origin):
    answer = api.get("/api/v1/capabilities", headers={"Origin": origin})
    assert answer.status_code == 200
    assert cross(answer) == {}
    assert "origin" in answer["Vary"].lower()


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/admin/login/", "/api-auth/login/", "/healthz"])
def test_pages_are_not_shared(shared, client, db, path):
    assert cross(client.get(path, headers={"Origin": APP})) == {}


def test_a_session_alone_changes_nothing_from_another_site(shared, client, alice):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    answer = client.patch("/api/v1/me", "{}", content_type="application/json", headers={"Origin": APP})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_star_allows_every_origin_without_credentials(settings, api):
    settings.CORS_ALLOW_ALL_ORIGINS = True
    answer = api.get("/api/v1/capabilities", headers={"Origin": OTHER})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
