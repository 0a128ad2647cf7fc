"""/api/v1/batches/: files that are handed in one by one and belong together."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from onlineocr.accounts import keys
from onlineocr.accounts.scopes import Scope
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.privacy import account_deletion, account_export, deletion
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile
from onlineocr.ocr.export import zipstream
from tests.api.batch_calls import UPLOADS, URL, add, new, seen
from tests.support.processes import picture


def test_an_empty_one_has_an_address(as_user, alice):
    body = new(as_user(alice), name="March")
    assert (body["name"], body["count"], body["status"], body["created_by"]) == ("March", 0, "queued", "alice")
    assert body["batch"] == f"{URL}{body['id']}/"
    assert (body["files"], body["states"], body["progress"]) == ([], {}, {"done": 0, "total": 0})
    assert "token" not in body


def test_it_tells_of_each_file_in_the_order_in_which_they_came(as_user, alice):
    client = as_user(alice)
    batch = new(client)
    for name, frames in (("b.tiff", 2), ("a.tiff", 1)):
        add(client, batch, name, picture("TIFF", frames=frames))
    body = seen(client, batch)
    assert [(one["file_name"], one["status"], one["progress"]) for one in body["files"]] == [
        ("b.tiff", "queued", {"done": 0, "total": 2}),
        ("a.tiff", "queued", {"done": 0, "total": 1}),
    ]
    assert (body["states"], body["progress"]) == ({"queued": 2}, {"done": 0, "total": 3})


def test_the_document_names_its_batch(as_user, alice):
    client = as_user(alice)
    batch = new(client)
    document = add(client, batch).json()
    assert document["batch"] == batch["id"] == client.get(document["document"]).json()["batch"]


def test_the_batch_may_be_a_field_of_the_form(as_user, alice):
    client = as_user(alice)
    batch, file = new(client), io.BytesIO(picture())
    file.name = "x.png"
    answer = client.post(UPLOADS, {"file": file, "batch": batch["id"]}, format="multipart")
    assert (answer.status_code, answer.json()["batch"]) == (202, batch["id"])


def test_several_files_in_one_call_are_a_batch(as_user, alice):
    client = as_user(alice)
    files = [io.BytesIO(picture(text=text)) for text in ("one", "two")]
    response = client.post(UPLOADS, {"file": files}, format="multipart")
    assert response["Location"] == response.json()["batch"]
    assert client.get(response["Location"]).json()["count"] == 2


def test_it_counts_what_was_read_and_what_failed(as_user, alice, value):
    client = as_user(alice)
    batch = new(client)
    for name in ("good", "bad", "waits"):
        add(client, batch, name)
    claims.finish(claims.claim("w"), value("Hello"))
    claims.fail(claims.claim("w"), DamagedFile("The picture is cut off."))
    body = seen(client, batch)
    assert (body["states"], body["status"]) == ({"succeeded": 1, "failed": 1, "queued": 1}, "running")
    assert body["progress"] == {"done": 2, "total": 3}
    [problem] = body["files"][1]["problems"]
    assert (problem["page"], problem["code"]) == (1, "damaged_file")
    assert problem["detail"].startswith("The picture is cut off.")


def test_a_visitors_token_opens_the_batch_and_its_documents(api):
    batch = new(api)
    document = add(api, batch).json()
    assert seen(api, batch)["count"] == 1
    assert api.get(document["document"], {"token": batch["token"]}).status_code == 200
    assert api.get(document["document"], {"token": document["token"]}).status_code == 200
    assert api.get(f"{URL}{batch['id']}/", {"token": document["token"]}).status_code == 404
    assert api.get(f"{URL}{batch['id']}/").status_code == 404


def test_visitors_get_the_token_of_several_files_again_with_the_key(api):
    answers = []
    for _ in range(2):
        files = [io.BytesIO(picture(text=text)) for text in ("one", "two")]
        answers.append(api.post(UPLOADS, {"file": files}, format="multipart", headers={"Idempotency-Key": "k"}))
    first, again = (answer.json() for answer in answers)
    assert (again, answers[1]["Idempotency-Replayed"]) == (first, "true")
    assert api.get(first["batch"], {"token": first["token"]}).json()["count"] == 2
    assert Batch.objects.count() == 1


def test_a_file_sent_again_with_its_key_is_there_once(as_user, alice):
    client = as_user(alice)
    batch = new(client)
    first, again = (add(client, batch, key="k") for _ in range(2))
    assert (again.json()["id"], seen(client, batch)["count"]) == (first.json()["id"], 1)
    other = add(client, new(client), key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize("rest", ["", "claim", "result", "review/"])
def test_another_user_and_a_visitor_find_nothing(api, as_user, alice, bob, rest, method):
    batch = new(as_user(alice))
    if method == "delete" and rest:
        return
    for client in (api, as_user(bob)):
        call = client.post if rest == "claim" else getattr(client, method)
        assert call(f"{URL}{batch['id']}/{rest}").status_code in ({401, 404} if rest == "claim" else {404})
    assert Batch.objects.count() == 1


def test_nobody_adds_to_the_batch_of_another(api, as_user, alice, bob, charlie):
    batch = new(as_user(alice))
    assert [add(client, batch).status_code for client in (api, as_user(bob))] == [404, 404]
    answer = add(as_user(charlie), batch)  # staff see it, but their files are not Alice's
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert not Document.objects.exists()


def test_a_signed_in_caller_adds_to_no_batch_of_nobody(api, as_user, alice):
    answer = add(as_user(alice), new(api))
    assert (answer.status_code, "Claim it" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize("name", ["nothing", "", "1", "\x00"], ids=["word", "empty", "number", "zero"])
def test_a_batch_that_is_none_is_named(as_user, alice, name):
    file = io.BytesIO(picture())
    answer = as_user(alice).post(UPLOADS, {"file": file, "batch": name}, format="multipart")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "batch")
    assert not Document.objects.exists()


def test_the_synchronous_call_knows_no_batch(as_user, alice):
    batch = new(as_user(alice))
    file = io.BytesIO(picture())
    answer = as_user(alice).post("/api/ocr/", {"file": file, "batch": batch["id"]}, format="multipart")
    assert answer.status_code == 422


def test_staff_see_all_and_others_their_own(as_user, alice, bob, charlie):
    mine, theirs = new(as_user(alice), name="a"), new(as_user(bob), name="b")
    listed = {user: [one["id"] for one in as_user(user).get(URL).json()["results"]] for user in (alice, charlie)}
    assert listed == {alice: [mine["id"]], charlie: [theirs["id"], mine["id"]]}
    assert seen(as_user(charlie), mine)["created_by"] == "alice"


def test_the_list_counts_the_files(as_user, alice):
    client = as_user(alice)
    batch = new(client)
    add(client, batch, data=picture("TIFF", frames=3))
    [one] = client.get(URL).json()["results"]
    assert (one["count"], one["ended"], one["pages"], one["batch"]) == (1, 0, 3, batch["batch"])


def test_a_visitor_lists_nothing(api):
    assert api.get(URL).status_code == 401


def test_it_goes_alone_or_with_its_documents(as_user, alice):
    client = as_user(alice)
    kept, gone = new(client), new(client)
    for batch in (kept, gone):
        add(client, batch)
    assert client.delete(f"{URL}{kept['id']}/").status_code == 204
    assert Document.objects.filter(batch=None).count() == 1
    assert client.delete(f"{URL}{gone['id']}/?documents=true").status_code == 204
    assert (Document.objects.count(), Batch.objects.count()) == (1, 0)


def test_it_is_not_deleted_by_half_a_word(as_user, alice):
    batch = new(as_user(alice))
    assert as_user(alice).delete(f"{URL}{batch['id']}/?documents=perhaps").status_code == 422
    assert Batch.objects.exists()


def test_an_empty_one_lives_a_day_and_a_filled_one_as_long_as_its_files(api, as_user, alice):
    empty, filled, visited = new(as_user(alice)), new(as_user(alice)), new(api)
    add(as_user(alice), filled)
    document = add(api, visited, retention="2h").json()
    assert seen(as_user(alice), filled)["expires_at"] is None
    assert seen(api, visited)["expires_at"] == document["expires_at"]
    Batch.objects.filter(uid=empty["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert as_user(alice).get(f"{URL}{empty['id']}/").status_code == 404
    assert (deletion.delete_expired_batches(), Batch.objects.count()) == (1, 2)


def test_claimed_it_is_the_accounts_with_all_files(api, as_user, alice):
    batch = new(api)
    document = add(api, batch).json()
    answer = as_user(alice).post(f"{URL}{batch['id']}/claim", headers={"X-Document-Token": batch["token"]})
    assert (answer.status_code, answer.json()["created_by"], answer.json()["expires_at"]) == (200, "alice", None)
    assert set(Document.objects.values_list("owner__username", "expires_at")) == {("alice", None)}
    assert api.get(f"{URL}{batch['id']}/", {"token": batch["token"]}).status_code == 404
    for token in (batch["token"], document["token"]):
        assert api.get(document["document"], {"token": token}).status_code == 404


def test_with_no_room_for_all_none_is_claimed(api, as_user, alice, settings):
    batch = new(api)
    sizes = [add(api, batch).json()["size"] for _ in range(2)]
    settings.STORAGE_BYTES = sizes[0] + 1
    answer = as_user(alice).post(f"{URL}{batch['id']}/claim?token={batch['token']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "storage_full")
    assert (Document.objects.filter(owner=alice).count(), seen(api, batch)["count"]) == (0, 2)


def test_a_document_claimed_alone_leaves_the_batch(api, as_user, alice):
    batch = new(api)
    document = add(api, batch).json()
    as_user(alice).post(f"{UPLOADS}{document['id']}/claim?token={batch['token']}")
    assert seen(api, batch)["count"] == 0
    assert as_user(alice).get(document["document"]).json()["batch"] is None


def test_a_long_one_comes_in_parts_by_as_many_queries(as_user, alice, queued):
    client = as_user(alice)
    batch = new(client)
    counts = []
    for count in (1, 2, 40):
        for _ in range(count):
            queued(alice)
        Document.objects.update(batch=Batch.objects.get())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body = seen(client, batch, page_size=30)
        counts.append(len(queries))
    assert counts[2] <= counts[1]
    assert (body["count"], len(body["files"])) == (43, 30)
    rest = client.get(body["next"]).json()
    assert (len(rest["files"]), rest["next"]) == (13, None)


@pytest.mark.parametrize("size", ["0", "1001", "x"])
def test_the_size_of_a_part_has_bounds(as_user, alice, size):
    batch = new(as_user(alice))
    assert as_user(alice).get(f"{URL}{batch['id']}/", {"page_size": size}).status_code == 422


def test_an_address_makes_no_more_of_them_than_it_may(api, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"batch": 1}
    new(api)
    answer = api.post(URL)
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")


def test_an_operator_may_ask_for_an_account(api, as_user, alice, settings):
    settings.ANONYMOUS_UPLOADS = False
    assert (api.post(URL).status_code, as_user(alice).post(URL).status_code) == (401, 201)


@pytest.mark.parametrize("body", [{"name": "x" * 256}, {"colour": "red"}, []], ids=["long", "unknown", "list"])
def test_bad_fields_are_named(as_user, alice, body):
    assert as_user(alice).post(URL, body, format="json").status_code in {400, 422}


def test_a_hostile_name_loses_its_signs(as_user, alice):
    assert new(as_user(alice), name="../\u202ea\tb")["name"] == "ab"


def test_a_key_does_what_its_scopes_say(alice):
    made = {}
    for scope in ("documents:read", "documents:write"):
        _, text = keys.issue(user=alice, name="k", scopes=[Scope(scope)])
        made[scope] = APIClient()
        made[scope].credentials(HTTP_X_API_KEY=text)
    reads, writes = made.values()
    assert [client.post(URL).status_code for client in (reads, writes)] == [403, 201]
    address = f"{URL}{Batch.objects.get().uid}/"
    for rest in ("", "review/", "result"):
        assert [client.get(address + rest).status_code == 403 for client in (reads, writes)] == [False, True]
    assert [client.delete(address).status_code for client in (reads, writes)] == [403, 204]


def test_it_is_part_of_the_accounts_export(alice, as_user):
    batch = new(as_user(alice), name="March")
    add(as_user(alice), batch)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipstream.stream(account_export.members(alice)))))
    [one] = json.loads(archive.read("batches.json"))
    assert (one["id"], one["name"]) == (batch["id"], "March")
    assert json.loads(archive.read("documents/a/document.json"))["batch"] == batch["id"]


def test_it_goes_with_the_account(alice, as_user):
    add(as_user(alice), new(as_user(alice)))
    account_deletion.close(user=alice)
    assert not Batch.objects.exists()


def test_each_file_counts_once_against_the_quota(as_user, alice, settings):
    settings.QUOTA_PAGES = 2
    batch = new(as_user(alice))
    assert [add(as_user(alice), batch).status_code for _ in range(3)] == [202, 202, 429]
