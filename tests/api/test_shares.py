"""/api/v1/documents/{id}/shares/"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents import shares
from onlineocr.documents.models import Document, Share
from tests.support.processes import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(as_user, alice):
    """An upload of Alice's, as the API answered it."""
    return as_user(alice).post("/api/v1/documents/", picture(), content_type="image/png").json()


@pytest.fixture
def share(as_user, alice, document):
    """``share(expires="7d")``: the response to Alice's call."""

    def post(**body):
        return as_user(alice).post(f"/api/v1/documents/{document['id']}/shares/", body, format="json")

    return post


def state(client, document, token):
    return client.get(f"/api/v1/documents/{document['id']}/", HTTP_X_DOCUMENT_TOKEN=token).status_code


def test_it_makes_a_link_that_opens_the_document(share, api, document):
    made = share(expires="7d")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert made.json()["url"] == f"http://testserver/documents/{document['id']}/?token={made.json()['token']}"
    assert state(api, document, made.json()["token"]) == 200
    assert document["id"] in api.get(made.json()["url"]).content.decode()


def test_it_opens_no_other_document(share, api, queued, alice):
    token = share(expires="7d").json()["token"]
    assert state(api, {"id": queued(alice).uid}, token) == 404


def test_it_opens_nothing_after_its_end(share, api, document):
    token = share(expires="7d").json()["token"]
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert state(api, document, token) == 404


def test_it_opens_nothing_after_the_documents_end(share, api, document):
    token = share(expires="7d").json()["token"]
    Document.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert state(api, document, token) == 404


def test_it_lists_links_without_their_secrets(share, as_user, alice, document):
    made = share(expires="7d").json()
    (listed,) = as_user(alice).get(f"/api/v1/documents/{document['id']}/shares/").json()["results"]
    assert listed == {name: made[name] for name in ("id", "created_at", "expires_at")}


def test_it_ends_a_link(share, as_user, alice, api, document):
    made = share(expires="7d").json()
    way = f"/api/v1/documents/{document['id']}/shares/{made['id']}/"
    assert as_user(alice).delete(way).status_code == 204
    assert state(api, document, made["token"]) == 404
    assert as_user(alice).delete(way).status_code == 404


def test_it_ends_no_link_of_another_document(share, as_user, bob, queued):
    made = share(expires="7d").json()
    way = f"/api/v1/documents/{queued(bob).uid}/shares/{made['id']}/"
    assert as_user(bob).delete(way).status_code == 404
    assert Share.objects.exists()


def test_only_the_hash_of_the_token_is_stored(share):
    token = share(expires="7d").json()["token"]
    assert token not in str(Share.objects.values().get())


def test_links_go_with_the_document(share, as_user, alice, document):
    share(expires="7d")
    as_user(alice).delete(f"/api/v1/documents/{document['id']}/")
    assert not Share.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"expires": None}, 400),
        ({"expires": "yesterday"}, 400),
        ({"expires": "0h"}, 400),
        ({"days": 7}, 422),
    ],
)
def test_it_refuses_a_link_without_a_right_end(share, body, status):
    assert share(**body).status_code == status
    assert not Share.objects.exists()


def test_it_makes_only_so_many(share, monkeypatch):
    monkeypatch.setattr(shares, "MOST", 2)
    assert [share(expires="7d").status_code for _ in range(2)] == [201, 201]
    refused = share(expires="7d")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_shares")


def test_ended_links_make_room(share, monkeypatch):
    monkeypatch.setattr(shares, "MOST", 1)
    share(expires="7d")
    Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert share(expires="7d").status_code == 201
