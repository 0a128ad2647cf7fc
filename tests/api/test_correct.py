"""PATCH /api/v1/documents/{id}/pages/{n}/"""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from dataclasses import replace

import pytest
from django.db import connection

from onlineocr.accounts import keys, tokens
from onlineocr.accounts.scopes import Scope
from onlineocr.documents import services
from onlineocr.documents.corrections import store
from onlineocr.documents.models import Document, Page, Revision
from onlineocr.documents.queue import claims
from onlineocr.ocr.editing import planning
from onlineocr.ocr.errors import DamagedFile
from onlineocr.ocr.export import registry
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Cell, Table
from tests.documents.corrections.read_documents import address, read_document
from tests.ocr.editing.pages import page
from tests.support.answers import problem


@pytest.fixture
def read(alice):
    """A document of Alice's: two blocks on its first page, one on its second."""
    return read_document(alice, [["tho fox", "jumps"], ["over"]], [["the dog"]])


@pytest.fixture
def patch(as_user, alice):
    """``patch(document, {"block": 0, …}, …, revision=1)``: Alice's correction of its first page."""

    def call(document, *edits, revision=1, user=alice, **headers):
        body = {"edits": list(edits)} | ({"revision": revision} if revision else {})
        return as_user(user).patch(address(document), body, **headers)

    return call


def at(block, line=None, word=None, text=None):
    """An edit; without a text it confirms."""
    places = {"block": block, "line": line, "word": word}
    deed = {"confirmed": True} if text is None else {"text": text}
    return {name: value for name, value in places.items() if value is not None} | deed


def text(as_user, user, document, form="txt"):
    return b"".join(as_user(user).get(f"/api/v1/documents/{document.uid}/result?format={form}").streaming_content)


def test_it_answers_with_the_page_as_it_is_then(patch, read):
    body = patch(read, at(0, 0, 0, "the"), at(1, text="over it")).json()
    assert (body["text"], body["revision"], body["status"]) == ("the fox\njumps\n\nover it", 2, "succeeded")
    word = body["blocks"][0]["lines"][0]["words"][0]
    assert (word["text"], word["confidence"], word["corrected"], word["span"]) == ("the", 1.0, True, [0, 3])
    assert "corrected" not in body["blocks"][0]["lines"][0]["words"][1]


def test_it_says_that_there_is_no_edit(patch, read):
    assert problem(patch(read), 422, "invalid_edit")["errors"][0]["detail"] == "is empty; send at least one edit"


def test_everything_follows_at_once(patch, as_user, alice, read):
    before = Document.objects.get()
    mine = as_user(alice)
    result = f"/api/v1/documents/{read.uid}/result"
    old = mine.get(result)["ETag"]
    assert patch(read, at(0, 0, text="thequickbrownfox")).status_code == 200
    assert text(as_user, alice, read) == b"thequickbrownfox\njumps\n\nover\n\fthe dog\n"
    assert json.loads(text(as_user, alice, read, "json"))["pages"][0]["text"].startswith("thequick")
    assert mine.get(result, HTTP_IF_NONE_MATCH=old).status_code == 200
    found = mine.get("/api/history/?search=thequickbrownfox").json()
    assert (found["count"], found["results"][0]["count"]) == (1, before.count + 10)
    assert mine.get("/api/history/?search=tho").json()["count"] == 0
    after = Document.objects.get()
    assert after.updated_at > before.updated_at
    assert after.confidence > before.confidence == 0.5


@pytest.mark.parametrize("form", [name for name in registry.names() if name not in {"csv", "xlsx", "pdf"}])
def test_every_format_has_what_was_corrected(patch, as_user, alice, read, form):
    text(as_user, alice, read, form)  # so that one that is kept would be found out
    patch(read, at(0, 0, text="Thequick fox"))
    assert "Thequick" in unpacked(text(as_user, alice, read, form))


def unpacked(data):
    """A file's text; of an archive, that of all its members."""
    if not data.startswith(b"PK"):
        return data.decode()
    archive = zipfile.ZipFile(io.BytesIO(data))
    return "".join(unpacked(archive.read(name)) for name in archive.namelist())


def test_the_tables_have_what_was_corrected(patch, as_user, alice, queued):
    value = page("name sum", kinds=["table"])
    cells = (Cell(0, 0, "name", Box(0, 0, 45, 20)), Cell(0, 1, "sum", Box(45, 0, 90, 20)))
    document = queued(alice)
    claims.finish(claims.claim("w"), replace(value, tables=(Table(value.blocks[0].box, 1, 2, cells),)))
    document.refresh_from_db()
    patch(document, at(0, 0, 1, "total"))
    assert b"name,total" in text(as_user, alice, document, "csv")


def test_nothing_needs_review_when_all_was_confirmed(patch, as_user, alice, read):
    assert Document.objects.get().needs_review
    patch(read, {"confirmed": True})
    assert Document.objects.get().needs_review
    as_user(alice).patch(address(read, 2), {"edits": [at(0, 0)], "revision": 1})
    document = Document.objects.get()
    assert (document.needs_review, document.confidence) == (False, 1.0)


def test_one_block_is_counted_in_the_singular(as_user, alice, read):
    body = as_user(alice).patch(address(read, 2), {"edits": [at(1, text="dog")], "revision": 1}).json()
    assert body["errors"][0]["detail"] == "is 1; the page has 1 block, counted from 0"


def test_what_was_not_read_can_be_added_once(patch, read):
    added = {"box": [0, 200, 300, 230], "text": "by hand"}
    body = patch(read, added).json()
    assert (body["text"], body["blocks"][2]["box"]) == ("tho fox\njumps\n\nover\n\nby hand", [0, 200, 300, 230])
    assert patch(read, added).json() == body
    error = problem(patch(read, added | {"box": [0, 0, 9999, 20]}), 422, "invalid_edit")["errors"][0]
    assert (error["field"], "2000 x 2000" in error["detail"]) == ("edits.0.box", True)


def test_edits_of_other_lines_since_then_are_kept(patch, as_user, alice, charlie, read):
    assert patch(read, at(0, 0, text="the fox"), user=charlie).status_code == 200
    body = patch(read, at(0, 1, text="leaps")).json()
    assert (body["text"], body["revision"]) == ("the fox\nleaps\n\nover", 3)


def test_the_same_line_is_a_conflict_that_shows_what_stands_there(patch, charlie, read):
    patch(read, at(0, 0, text="the fox"), user=charlie)
    body = problem(patch(read, at(1, 0, text="under"), at(0, 0, text="two foxes")), 409, "edit_conflict")
    (met,) = body["conflicts"]
    assert (met["edit"], met["block"], met["line"], met["text"]) == (1, 0, 0, "the fox")
    assert (met["made_by"], met["revision"], body["revision"], met["box"]) == ("charlie", 2, 2, [0, 0, 70, 20])
    assert met["created_at"] == Revision.objects.get().created_at.isoformat().replace("+00:00", "Z")
    assert re.search(r'charlie \d+ s ago and says "the fox" now', body["detail"])
    assert Page.objects.get(number=1).text == "the fox\njumps\n\nover", "none of the edits was done"


def test_a_line_that_is_gone_is_a_conflict(patch, read):
    patch(read, at(0, text=""))
    (met,) = problem(patch(read, at(0, 1, text="leaps")), 409, "edit_conflict")["conflicts"]
    assert (met["text"], met["box"]) == (None, None)


def test_with_the_new_revision_the_edit_passes(patch, read):
    patch(read, at(0, 0, text="the fox"))
    assert patch(read, at(0, 0, text="two foxes"), revision=2).status_code == 200


def test_to_send_it_again_changes_nothing_more(patch, read):
    edits = [at(0, 0, text="the fox"), at(1, text="over\nand\nover")]
    first = patch(read, *edits).json()
    assert patch(read, *edits).json() == first
    assert Revision.objects.count() == 1


def test_the_same_thought_of_two_is_no_conflict(patch, charlie, read):
    patch(read, at(0, 0, 0, "the"), user=charlie)
    assert patch(read, at(0, 0, 0, "the")).status_code == 200
    assert Revision.objects.count() == 1


def test_if_match_admits_no_other_change(patch, as_user, alice, read):
    etag = as_user(alice).get(address(read))["ETag"]
    response = patch(read, at(0, 0, text="the fox"), revision=None, HTTP_IF_MATCH=etag)
    assert response.status_code == 200
    assert response["ETag"] != etag
    problem(patch(read, at(1, text="under"), revision=None, HTTP_IF_MATCH=etag), 412, "precondition_failed")
    assert patch(read, at(1, text="under"), revision=None, HTTP_IF_MATCH=response["ETag"]).status_code == 200


def test_if_match_with_a_star_takes_the_newest(patch, read):
    patch(read, at(0, 0, text="the fox"))
    assert patch(read, at(0, 0, text="two foxes"), revision=None, HTTP_IF_MATCH="*").json()["revision"] == 3


@pytest.mark.parametrize("form", ["{0}", "'{0}'", "", ",", "anything"])
def test_an_if_match_that_names_no_etag_is_no_free_pass(patch, as_user, alice, read, form):
    etag = as_user(alice).get(address(read))["ETag"].strip('"')
    patch(read, at(0, 0, text="the fox"))
    stale = patch(read, at(0, 0, text="a cat"), revision=None, HTTP_IF_MATCH=form.format(etag))
    problem(stale, 412, "precondition_failed")


def test_edits_of_an_earlier_revision_may_not_make_a_page_too_large(patch, read, monkeypatch):
    monkeypatch.setattr(planning, "MOST_LINES", 4)
    assert patch(read, {"box": [0, 200, 300, 230], "text": "by hand"}).status_code == 200
    body = problem(patch(read, {"box": [0, 300, 300, 330], "text": "another"}), 422, "invalid_edit")
    assert "leave 5 lines" in body["errors"][0]["detail"]


def test_it_must_say_what_it_saw(patch, read):
    problem(patch(read, at(0, 0, text="the fox"), revision=None), 428, "revision_required")


@pytest.mark.parametrize("revision", [2, 99, 10**30])
def test_it_must_have_seen_a_revision_that_there_is(patch, read, revision):
    body = problem(patch(read, at(0, 0, text="the fox"), revision=revision), 422, "invalid_edit")
    assert "the page is at revision 1" in body["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ("[]", 400, None),
        ("{", 400, None),
        ("", 422, "edits"),
        ("null", 400, None),
        ("{}", 422, "edits"),
        ('{"edits": []}', 422, "edits"),
        ('{"edits": [7]}', 422, "edits.0"),
        ('{"edits": [{"confirmed": true}], "revision": "1"}', 422, "revision"),
        ('{"edits": [{"confirmed": true}], "revision": true}', 422, "revision"),
        ('{"edits": [{"confirmed": true}], "colour": 1}', 422, "colour"),
        ('{"edits": [{"block": 7, "text": "a"}], "revision": 1}', 422, "edits.0.block"),
        ('{"edits": [{"block": 0, "line": 0, "text": "\\u0000"}], "revision": 1}', 422, "edits.0.text"),
        ('{"edits": ' + "[" * 100_000 + "]" * 100_000 + "}", 400, None),
    ],
)
def test_it_names_what_is_wrong(as_user, alice, read, body, status, field):
    response = as_user(alice).patch(address(read), body, content_type="application/json")
    assert response.status_code == status, response.content
    assert [error["field"] for error in response.json()["errors"]] == ([field] if field else [])
    assert not Revision.objects.exists()


def test_it_takes_json_only(as_user, alice, read):
    response = as_user(alice).patch(address(read), "edits=1", content_type="application/x-www-form-urlencoded")
    problem(response, 415, "unsupported_media_type")


def test_it_takes_no_more_than_a_mebibyte(patch, read):
    problem(patch(read, *[at(0, 0, text="x" * 9999)] * 150), 413, "too_many_bytes")


def test_a_page_that_was_not_read_cannot_be_corrected(as_user, alice, queued, patch):
    made = queued(alice, pages=2)
    problem(patch(made, at(0, 0, text="a")), 409, "conflict")
    claims.fail(claims.claim("w"), DamagedFile("torn"))
    problem(patch(made, at(0, 0, text="a")), 409, "conflict")
    problem(as_user(alice).patch(address(made, 3), {"edits": [at(0, 0, text="a")], "revision": 1}), 404, "not_found")


def test_a_page_can_be_corrected_while_others_are_read(patch, queued, alice, value):
    made = queued(alice, pages=2)
    claims.finish(claims.claim("w"), value("frist page"))
    assert patch(made, at(0, 0, 0, "first")).status_code == 200
    claims.finish(claims.claim("w"), value("second page", number=2))
    assert services.text_of(Document.objects.get()) == "first page\n\nsecond page"
    assert Document.objects.get().count == len("firstpagesecondpage")


def test_it_is_for_those_who_may_see_the_document(patch, api, bob, charlie, read):
    problem(patch(read, at(0, 0, text="mine"), user=bob), 404, "not_found")
    assert api.patch(address(read), {"edits": [at(0, 0, text="mine")], "revision": 1}).status_code == 404
    assert patch(read, at(0, 0, text="of the operator"), user=charlie).status_code == 200
    assert Revision.objects.get().made_by == charlie


def test_who_has_the_token_may_correct(api, db):
    document = read_document(None, [["tho fox"]])
    token = document.issue_token()
    document.save()
    body = {"edits": [at(0, 0, text="the fox")], "revision": 1}
    assert api.patch(address(document), body, HTTP_X_DOCUMENT_TOKEN=token).json()["text"] == "the fox"
    assert Revision.objects.get().made_by is None


@pytest.mark.parametrize(("scope", "status"), [(Scope.DOCUMENTS_WRITE, 200), (Scope.DOCUMENTS_READ, 403)])
def test_a_key_needs_the_scope(api, alice, read, scope, status):
    _, key = keys.issue(user=alice, name="scanner", scopes=[scope])
    body = {"edits": [at(0, 0, text="the fox")], "revision": 1}
    assert api.patch(address(read), body, HTTP_X_API_KEY=key).status_code == status


def test_a_page_has_no_more_revisions_than_it_may(patch, read, monkeypatch):
    monkeypatch.setattr(store, "MOST_REVISIONS", 2)
    assert patch(read, at(0, 0, text="the fox")).status_code == 200
    problem(patch(read, at(1, text="under"), revision=2), 409, "too_many_revisions")


def test_a_page_says_its_revision_and_its_tag(as_user, alice, read, patch):
    first = as_user(alice).get(address(read))
    assert first.json()["revision"] == 1
    assert as_user(alice).get(address(read), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    patch(read, at(0, 0))
    assert as_user(alice).get(address(read), HTTP_IF_NONE_MATCH=first["ETag"]).json()["revision"] == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_none_is_lost(alice):
    document = read_document(alice, [[f"line {number}" for number in range(12)]])
    token = tokens.access_token(alice)
    answers: list[int] = []
    start = threading.Barrier(6)

    def correct(number):
        from rest_framework.test import APIClient

        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        start.wait()
        edits = (at(0, number, text=f"mine {number}"), at(0, 6 + number // 2, text=f"{number}"))
        bodies = [{"edits": [edit], "revision": 1} for edit in edits]
        answers.extend(client.patch(address(document), body).status_code for body in bodies)
        connection.close()

    threads = [threading.Thread(target=correct, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 9 + [409] * 3, "of each two that want the same line, one comes first"
    lines = Page.objects.get().text.split("\n")
    assert lines[:6] == [f"mine {number}" for number in range(6)]
    assert [int(line) // 2 for line in lines[6:9]] == [0, 1, 2]
    assert list(Revision.objects.values_list("number", flat=True).order_by("number")) == list(range(2, 11))
