"""Every way to sign in works at every address, but for keys where the view is closed to them."""

from __future__ import annotations

import base64

import pytest
from rest_framework.test import APIClient

from onlineocr.accounts import keys, tokens
from onlineocr.accounts.scopes import Scope
from onlineocr.http.scopes import CLOSED
from tests.support.routes import asking

CALLS = [pytest.param(method, path, view, id=f"{method} {path}") for method, path, view in asking()]


def basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture(params=["token", "password", "session", "key as bearer", "key as header", "key as password"])
def signed_in(request, alice, password):
    """A client that signs in as Alice, each way."""
    client = APIClient()
    client.is_key = request.param.startswith("key")
    key = keys.issue(user=alice, name="all", scopes=list(Scope))[1]
    if request.param == "session":
        client.force_login(alice)
    else:
        client.credentials(**{
            "token": {"HTTP_AUTHORIZATION": f"Bearer {tokens.access_token(alice)}"},
            "password": {"HTTP_AUTHORIZATION": basic("alice", password)},
            "key as bearer": {"HTTP_AUTHORIZATION": f"Bearer {key}"},
            "key as header": {"HTTP_X_API_KEY": key},
            "key as password": {"HTTP_AUTHORIZATION": basic("", key)},
        }[request.param])  # fmt: skip
    return client


@pytest.mark.parametrize(("method", "address", "view"), CALLS)
def test_it_is_known_who_calls(signed_in, method, address, view):
    response = signed_in.generic(method, address, b"{}", "application/json")
    if signed_in.is_key and view.key_scopes[method] is CLOSED:
        assert response.json()["code"] == "scope_missing"
        return
    assert response.status_code not in {401, 403, 405}
    assert response.status_code < 500
