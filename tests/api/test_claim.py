"""POST /api/v1/documents/{id}/claim"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from onlineocr.documents.models import Document
from tests.support.processes import picture


@pytest.fixture
def upload(api):
    """An upload without an account, as the API answered it."""
    return api.post("/api/v1/documents/?retention=24h", picture(), content_type="image/png").json()


def claim(client, upload, token=None):
    token = upload["token"] if token is None else token
    return client.post(f"/api/v1/documents/{upload['id']}/claim", HTTP_X_DOCUMENT_TOKEN=token)


def refused(response, status, code):
    assert (response.status_code, response.json()["code"]) == (status, code)
    return True


def owner():
    return Document.objects.get().owner


def test_it_gives_the_document_to_the_caller(api, as_user, alice, upload):
    body = claim(as_user(alice), upload).json()
    assert (body["id"], body["created_by"], owner()) == (upload["id"], "alice", alice)
    assert as_user(alice).get("/api/history/").json()["count"] == 1
    assert refused(api.get(f"/api/v1/documents/{upload['id']}/?token={upload['token']}"), 404, "not_found")


def test_it_takes_the_token_from_the_query(as_user, alice, upload):
    address = f"/api/v1/documents/{upload['id']}/claim?token={upload['token']}"
    assert as_user(alice).post(address).status_code == 200
    assert owner() == alice


def test_it_is_then_kept_as_the_others_of_the_account(as_user, alice, upload, settings):
    settings.RETENTION = timedelta(days=3)
    document = Document.objects.get()
    assert document.expires_at == document.created_at + timedelta(hours=24)
    claim(as_user(alice), upload)
    assert Document.objects.get().expires_at == document.created_at + timedelta(days=3)


def test_it_may_be_called_again(as_user, alice, upload):
    assert [claim(as_user(alice), upload).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("token", ["", "guess", "é"])
def test_it_needs_the_right_token(as_user, alice, charlie, upload, token):
    for user in (alice, charlie):
        assert refused(claim(as_user(user), upload, token), 404, "not_found")
    assert owner() is None


def test_it_needs_an_account(api, upload):
    assert refused(claim(api, upload), 401, "not_signed_in")
    assert owner() is None


def test_it_takes_nothing_from_another_account(as_user, alice, bob, charlie, upload):
    claim(as_user(alice), upload)
    for user in (bob, charlie):
        assert refused(claim(as_user(user), upload), 404, "not_found")
    assert owner() == alice


def test_it_needs_a_key_that_may_write(api, alice, upload):
    from onlineocr.accounts import keys
    from onlineocr.accounts.scopes import Scope

    _, key = keys.issue(user=alice, name="reads", scopes=[Scope.DOCUMENTS_READ])
    api.credentials(HTTP_X_API_KEY=key)
    assert refused(claim(api, upload), 403, "scope_missing")


def test_it_needs_room(as_user, alice, upload, settings):
    settings.STORAGE_BYTES = 10
    assert refused(claim(as_user(alice), upload), 409, "storage_full")
    assert owner() is None


def test_what_has_expired_cannot_be_claimed(as_user, alice, upload):
    document = Document.objects.get()
    Document.objects.update(expires_at=document.created_at)
    assert refused(claim(as_user(alice), upload), 404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_claim_at_once_gets_it(as_user, alice, bob, upload):
    start = Barrier(8)

    def call(user):
        client = as_user(user)
        start.wait()
        try:
            return user.pk, claim(client, upload).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, [alice, bob] * 4))
    assert set(answers) == {(user.pk, 200 if user == owner() else 404) for user in (alice, bob)}
