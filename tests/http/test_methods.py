"""A method that an address does not take is 405, whoever asks and wherever the call comes from."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.routes import addresses

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")
PAGES = ["/healthz", "/readyz", "/docs/", "/docs/errors/", "/favicon.ico", "/history/", "/search/", "/account/"]
UNKNOWN = "/api/"


@pytest.fixture
def stranger():
    """A client whose forms are checked."""
    return Client(enforce_csrf_checks=True)


def taken(answer):
    return answer["Allow"].split(", ")


@pytest.mark.parametrize("path", sorted(set(addresses()) - {UNKNOWN}))
def test_it_takes_what_its_header_names_and_nothing_else(stranger, path):
    refused = stranger.generic("FOO", path)
    assert refused.status_code == 405
    for method in METHODS:
        answer = stranger.generic(method, path)
        assert (answer.status_code != 405) is (method in taken(refused)), method


@pytest.mark.parametrize("path", sorted(set(addresses()) - {UNKNOWN}))
@pytest.mark.parametrize("credentials", [{}, {"Authorization": "Bearer nonsense"}])
def test_a_browser_is_told_so_as_well(stranger, path, credentials):
    taken_by_get = "GET" in taken(stranger.generic("FOO", path))
    answer = stranger.get(path, headers={"Accept": "text/html,*/*;q=0.8", **credentials})
    assert (answer.status_code != 405) is taken_by_get


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "FOO"])
def test_a_page_without_a_form_is_for_reading(stranger, path, method):
    answer = stranger.generic(method, path)
    assert (answer.status_code, taken(answer)) == (405, ["GET", "HEAD"])
    assert f"takes no {method}" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/", "/api-auth/login/", "/admin/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "FOO"])
def test_a_page_with_a_form_takes_it_by_post_only(stranger, path, method):
    answer = stranger.generic(method, path)
    assert (answer.status_code, sorted(taken(answer))) == (405, ["GET", "HEAD", "POST"])


def test_the_api_says_so_by_a_problem_with_a_session_too(stranger, alice):
    stranger.force_login(alice)
    answer = stranger.delete("/api/v1/usage")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in taken(answer)


@pytest.mark.parametrize("method", ["GET", "DELETE", "FOO"])
def test_no_address_of_the_api_stays_404(stranger, method):
    assert stranger.generic(method, f"{UNKNOWN}nothing").status_code == 404
