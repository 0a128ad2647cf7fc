"""Who may do what: every call, by its owner, by others, by staff, by API keys, and with an upload's token."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from onlineocr.accounts import keys
from onlineocr.accounts.scopes import Scope
from onlineocr.documents import shares
from onlineocr.documents.models import Document
from onlineocr.documents.queue import claims
from tests.support.processes import picture
from tests.support.routes import SAMPLES, asking

pytestmark = pytest.mark.django_db

READ, WRITE = "documents:read", "documents:write"
HOOKS, ACCOUNT, KEYS = "webhooks", "account", "keys"
BODIES = {
    ("PATCH", "pages/1/"): {"edits": [{"block": 0, "confirmed": True}]},
    ("POST", "pages/1/reread"): {"box": [0, 0, 20, 20]},
    ("POST", "pages/1/rotate"): {"turn": 90},
    ("POST", "shares/"): {"expires": "7d"},
    ("PATCH", ""): {"note": "seen"},
}
OF_DOCUMENTS = {
    ("GET", ""): READ,
    ("PATCH", ""): WRITE,
    ("DELETE", ""): WRITE,
    ("POST", "cancel"): WRITE,
    ("GET", "events"): READ,
    ("GET", "original"): READ,
    ("POST", "rerun"): WRITE,
    ("GET", "pages/1/"): READ,
    ("PATCH", "pages/1/"): WRITE,
    ("GET", "pages/1/image"): READ,
    ("POST", "pages/1/reread"): WRITE,
    ("GET", "pages/1/reread/1"): READ,
    ("POST", "pages/1/rotate"): WRITE,
    ("GET", "pages/1/rotate/1"): READ,
    ("GET", "pages/1/revisions/"): READ,
    ("POST", "pages/1/revisions/1/undo"): WRITE,
    ("GET", "review/"): READ,
    ("GET", "result"): READ,
    ("GET", "shares/"): READ,
    ("POST", "shares/"): WRITE,
    ("DELETE", f"shares/{SAMPLES['uuid']}/"): WRITE,
}
NOT_SHARED = {("GET", "shares/")}  # every other GET is answered by the token of a link
CLAIM = ("POST", "claim")  # the one call that a document's token opens for other accounts: see test_claim.py
NO_ROW = {  # the sample has no such row: 404 for all
    ("GET", "pages/1/reread/1"),
    ("GET", "pages/1/rotate/1"),
    ("POST", "pages/1/revisions/1/undo"),
    ("DELETE", f"shares/{SAMPLES['uuid']}/"),
}
OF_ACCOUNTS = {
    ("GET", "usage"): READ,
    ("GET", "keys/"): KEYS,
    ("POST", "keys/"): KEYS,
    ("GET", "keys/nothing/"): KEYS,
    ("PATCH", "keys/nothing/"): KEYS,
    ("DELETE", "keys/nothing/"): KEYS,
    ("GET", "me"): ACCOUNT,
    ("PATCH", "me"): ACCOUNT,
    ("DELETE", "me"): KEYS,
    ("GET", "webhooks/"): HOOKS,
    ("POST", "webhooks/"): HOOKS,
    ("POST", "webhooks/secret/rotate"): HOOKS,
    ("GET", "webhooks/deliveries/"): HOOKS,
    ("GET", "webhooks/deliveries/nothing/"): HOOKS,
    ("POST", "webhooks/deliveries/nothing/replay"): HOOKS,
    ("GET", f"webhooks/{SAMPLES['uuid']}/"): HOOKS,
    ("PATCH", f"webhooks/{SAMPLES['uuid']}/"): HOOKS,
    ("DELETE", f"webhooks/{SAMPLES['uuid']}/"): HOOKS,
    ("POST", f"webhooks/{SAMPLES['uuid']}/rotate"): HOOKS,
    ("POST", f"webhooks/{SAMPLES['uuid']}/test"): HOOKS,
    ("GET", f"webhooks/{SAMPLES['uuid']}/deliveries/"): HOOKS,
}
OF_BATCHES = {  # see test_batches.py
    ("GET", ""),
    ("DELETE", ""),
    ("POST", "claim"),
    ("GET", "result"),
    ("GET", "review/"),
}
OF_SEVERAL = {  # calls that visitors may make too, or that need more or less than one scope
    ("POST", "/api/ocr/"),
    ("GET", "/api/history/"),
    ("GET", "/api/v1/documents/"),
    ("POST", "/api/v1/documents/"),
    ("GET", "/api/v1/batches/"),
    ("POST", "/api/v1/batches/"),
    ("GET", "/api/v1/search"),
    ("GET", "/api/v1/me/export"),
    ("POST", "/api/v1/me/password"),
    ("GET", "/metrics"),  # for staff; see tests/ops/test_status.py
}
CALLS = [pytest.param(*call, id=f"{call[0]} {call[1]}") for call in OF_DOCUMENTS]
SCOPED = [pytest.param(*call, scope, id=f"{call[0]} {call[1]}") for call, scope in OF_DOCUMENTS.items()]
ACCOUNTED = [pytest.param(*call, scope, id=f"{call[0]} {call[1]}") for call, scope in OF_ACCOUNTS.items()]


def test_the_tables_have_every_call():
    documents = f"/api/v1/documents/{SAMPLES['uuid']}/"
    listed = {(method, documents + rest) for method, rest in (*OF_DOCUMENTS, CLAIM)}
    listed |= {(method, f"/api/v1/batches/{SAMPLES['uuid']}/{rest}") for method, rest in OF_BATCHES}
    listed |= {(method, f"/api/v1/{rest}") for method, rest in OF_ACCOUNTS} | OF_SEVERAL
    assert {(method, path) for method, path, _ in asking()} == listed


@pytest.fixture
def read(queued, value):
    """``read(alice)``: a document of hers whose one page was read; one of nobody has a token."""

    def document(owner=None):
        made = queued(owner)
        token = made.issue_token() if owner is None else ""
        made.save()
        claims.finish(claims.claim("w"), value("Hello world"))
        return {"id": str(made.uid), "token": token}

    return document


@pytest.fixture
def of_alice(alice, read):
    return read(alice)


@pytest.fixture
def shared(of_alice):
    """Alice's document with the token of a link."""
    document = Document.objects.get(uid=of_alice["id"])
    return of_alice | {"token": shares.share(document, until=timezone.now() + timedelta(days=1))[1]}


@pytest.fixture
def of_nobody(read):
    return read()


@pytest.fixture
def key_of():
    """``key_of(alice, "documents:read")``: a client with a key of hers."""

    def client(user, *scopes):
        _, text = keys.issue(user=user, name="k", scopes=[Scope(scope) for scope in scopes])
        made = APIClient()
        made.credentials(HTTP_X_API_KEY=text)
        return made

    return client


def call(client, document, method, rest, query="", **headers):
    """The status and the code of this call of a document."""
    address = f"/api/v1/documents/{document['id']}/{rest}{query}"
    body = {"data": BODIES[method, rest], "format": "json"} if (method, rest) in BODIES else {}
    answer = getattr(client, method.lower())(address, **body, **headers)
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def passes(client, document, method, rest, **headers) -> bool:
    """Whether the call comes as far as the document."""
    status, code = call(client, document, method, rest, **headers)
    if (method, rest) in NO_ROW:
        return (status, code) == (404, "not_found")
    assert status in {200, 201, 202, 204, 404, 409, 410, 428}, (status, code)
    return code != "not_found"


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_the_owner_may_do_everything(as_user, alice, of_alice, method, rest):
    assert passes(as_user(alice), of_alice, method, rest)


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_staff_may_do_everything(as_user, charlie, of_alice, method, rest):
    assert passes(as_user(charlie), of_alice, method, rest)


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_another_user_learns_not_even_that_it_exists(as_user, bob, of_alice, method, rest):
    refused = call(as_user(bob), of_alice, method, rest)
    assert refused == (404, "not_found") == call(as_user(bob), {"id": SAMPLES["uuid"]}, method, rest)
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_a_visitor_learns_not_even_that_it_exists(api, of_alice, method, rest):
    assert call(api, of_alice, method, rest) == (404, "not_found")
    assert call(api, of_alice, method, rest, HTTP_X_DOCUMENT_TOKEN="guess") == (404, "not_found")


@pytest.mark.parametrize(("method", "rest", "scope"), SCOPED)
def test_a_key_with_the_scope_is_as_good_as_its_owner_for_this_call(key_of, alice, of_alice, method, rest, scope):
    assert passes(key_of(alice, scope), of_alice, method, rest)


@pytest.mark.parametrize(("method", "rest", "scope"), SCOPED)
def test_a_key_with_every_other_scope_is_not(key_of, alice, of_alice, method, rest, scope):
    client = key_of(alice, *(other for other in Scope if other != scope))
    assert call(client, of_alice, method, rest) == (403, "scope_missing")
    assert Document.objects.get().status == "succeeded"


@pytest.mark.parametrize(("method", "rest", "scope"), SCOPED)
def test_a_key_of_another_user_finds_nothing(key_of, bob, of_alice, method, rest, scope):
    assert call(key_of(bob, *Scope), of_alice, method, rest) == (404, "not_found")


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_the_token_opens_an_upload_without_an_account(api, of_nobody, method, rest):
    assert passes(api, of_nobody, method, rest, HTTP_X_DOCUMENT_TOKEN=of_nobody["token"])


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_the_token_of_a_link_is_good_for_reading_alone(api, shared, method, rest):
    reads = method == "GET" and (method, rest) not in NOT_SHARED
    status, code = call(api, shared, method, rest, HTTP_X_DOCUMENT_TOKEN=shared["token"])
    if not reads:
        assert (status, code) == (404, "not_found")
    elif (method, rest) not in NO_ROW:
        assert code != "not_found"


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_the_token_in_the_query_opens_it_too(api, of_nobody, method, rest):
    assert passes(api, of_nobody, method, rest, query=f"?token={of_nobody['token']}")


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_without_the_token_nobody_but_staff_finds_it(api, as_user, alice, charlie, of_nobody, method, rest):
    for client, token in ((api, ""), (api, "guess"), (as_user(alice), ""), (as_user(alice), "guess")):
        assert call(client, of_nobody, method, rest, HTTP_X_DOCUMENT_TOKEN=token) == (404, "not_found")
    assert passes(as_user(charlie), of_nobody, method, rest)


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_the_token_of_one_upload_opens_no_other(api, read, of_nobody, method, rest):
    other = read()
    assert call(api, of_nobody, method, rest, HTTP_X_DOCUMENT_TOKEN=other["token"]) == (404, "not_found")
    assert len(other["token"]) >= 32


@pytest.mark.parametrize(("method", "rest"), CALLS)
def test_after_its_end_nobody_finds_it(api, as_user, charlie, of_nobody, method, rest):
    document = Document.objects.get()
    Document.objects.update(expires_at=document.created_at)
    for client in (api, as_user(charlie)):
        assert call(client, of_nobody, method, rest, HTTP_X_DOCUMENT_TOKEN=of_nobody["token"]) == (404, "not_found")


@pytest.mark.parametrize(("method", "rest", "scope"), ACCOUNTED)
def test_what_belongs_to_an_account_asks_for_a_sign_in(api, method, rest, scope):
    answer = getattr(api, method.lower())(f"/api/v1/{rest}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert re.match("Bearer .*Basic ", answer["WWW-Authenticate"])


@pytest.mark.parametrize(("method", "rest", "scope"), ACCOUNTED)
def test_of_an_account_a_key_does_what_its_scope_says(key_of, alice, method, rest, scope):
    for scopes, passed in (([scope], True), ([other for other in Scope if other != scope], False)):
        answer = getattr(key_of(alice, *scopes), method.lower())(f"/api/v1/{rest}")
        assert (answer.status_code != 403) is passed, answer.content


def test_the_export_needs_both_of_its_scopes(key_of, alice):
    for scopes in ([ACCOUNT], [READ], [ACCOUNT, WRITE, HOOKS, KEYS]):
        assert key_of(alice, *scopes).get("/api/v1/me/export").status_code == 403
    assert key_of(alice, ACCOUNT, READ).get("/api/v1/me/export").status_code == 200


def test_no_key_changes_the_password(key_of, alice, password):
    body = {"old_password": password, "new_password": "another horse battery"}
    answer = key_of(alice, *Scope).post("/api/v1/me/password", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("path", ["/api/ocr/", "/api/v1/documents/"])
def test_an_upload_needs_a_key_that_may_write(key_of, alice, settings, path):
    settings.WAIT_SECONDS = 0
    for scopes, status in (([READ, HOOKS, ACCOUNT, KEYS], 403), ([WRITE], 202)):
        assert key_of(alice, *scopes).post(path, picture(), content_type="image/png").status_code == status


@pytest.mark.parametrize("path", ["/api/history/", "/api/v1/documents/", "/api/v1/search?q=a"])
def test_a_list_needs_a_key_that_may_read(key_of, alice, path):
    for scopes, status in (([WRITE, HOOKS, ACCOUNT, KEYS], 403), ([READ], 200)):
        assert key_of(alice, *scopes).get(path).status_code == status


@pytest.mark.parametrize(
    ("method", "path", "open_to_visitors"),
    [
        ("POST", "/api/ocr/", True),
        ("POST", "/api/v1/documents/", True),
        ("GET", "/api/history/", False),
        ("GET", "/api/v1/documents/", False),
        ("GET", "/api/v1/search?q=a", False),
        ("GET", "/api/v1/me/export", False),
        ("POST", "/api/v1/me/password", False),
    ],
)
def test_a_visitor_may_upload_and_list_nothing(api, settings, method, path, open_to_visitors):
    settings.WAIT_SECONDS = 0
    body = {"data": picture(), "content_type": "image/png"} if open_to_visitors else {}
    assert getattr(api, method.lower())(path, **body).status_code == (202 if open_to_visitors else 401)


@pytest.mark.parametrize("path", ["/api/ocr/", "/api/v1/documents/"])
def test_an_operator_may_ask_for_an_account(api, as_user, alice, settings, path):
    settings.WAIT_SECONDS, settings.ANONYMOUS_UPLOADS = 0, False
    assert api.post(path, picture(), content_type="image/png").status_code == 401
    assert as_user(alice).post(path, picture(), content_type="image/png").status_code == 202


@pytest.mark.parametrize("rest", ["rerun", "pages/1/reread"])
def test_an_operator_who_asks_for_an_account_lets_no_token_read_again(api, of_nobody, settings, rest):
    settings.ANONYMOUS_UPLOADS = False
    refused = call(api, of_nobody, "POST", rest, HTTP_X_DOCUMENT_TOKEN=of_nobody["token"])
    assert refused == (401, "not_signed_in")
    assert call(api, of_nobody, "GET", "result", HTTP_X_DOCUMENT_TOKEN=of_nobody["token"]) == (200, "")
