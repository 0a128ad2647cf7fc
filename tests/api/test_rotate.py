"""POST /api/v1/documents/{id}/pages/{n}/rotate, and the page after it"""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlineocr.documents import services
from onlineocr.documents.files import storage
from onlineocr.documents.limits import quotas
from onlineocr.documents.models import Document, Page, Revision, Run
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import PageTimeout
from tests.documents.corrections.read_documents import address, read_picture
from tests.support.answers import problem
from tests.support.processes import encrypted_pdf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def read(alice, value):
    """A document of Alice's with its file, read without a worker: one line."""
    return read_picture(alice, value("tho fox"))


@pytest.fixture
def rotate(as_user, alice):
    def call(document, turn=90, user=alice, query="", **headers):
        return as_user(user).post(f"{address(document)}rotate{query}", {"turn": turn}, **headers)

    return call


@pytest.fixture
def work(value):
    """``work("text")``: the worker reads the page that waits, as its claim says how it is turned."""

    def finish(text):
        claim = claims.claim("w")
        claims.finish(claim, replace(value(text), rotation=claim.turned or 0))
        return claim

    return finish


def page_of(as_user, user, document):
    return as_user(user).get(address(document)).json()


def correct(as_user, user, document, text, revision=1):
    edits = [{"block": 0, "line": 0, "text": text}]
    return as_user(user).patch(address(document), {"edits": edits, "revision": revision})


def test_the_page_is_read_again_as_it_was_turned(as_user, alice, read, rotate, work):
    answer = rotate(read)
    assert (answer.status_code, answer["Retry-After"]) == (202, "1")
    assert answer.json() | {"id": 0} == {
        "id": 0, "status": "queued", "turn": 90, "rotation": 90, "revision": None, "problem": None,
        "page": address(read),
    }  # fmt: skip
    assert (page_of(as_user, alice, read)["text"], Document.objects.get().status) == ("tho fox", "succeeded")
    claim = work("upright text")
    assert (claim.turned, claim.region, claim.number) == (90, None, 1)
    state = as_user(alice).get(answer["Location"]).json()
    assert (state["status"], state["revision"]) == ("succeeded", 2)
    page = page_of(as_user, alice, read)
    assert (page["text"], page["rotation"], page["revision"]) == ("upright text", 90, 2)
    assert services.text_of(Document.objects.get()) == "upright text"
    revision = Revision.objects.get()
    assert (revision.kind, revision.made_by, revision.number) == ("rotate", alice, 2)


def test_everything_follows(as_user, alice, read, rotate, work):
    mine, result = as_user(alice), f"/api/v1/documents/{read.uid}/result"
    old, picture_before = mine.get(result)["ETag"], mine.get(f"{address(read)}image")
    rotate(read)
    work("quickbrownfox")
    document = Document.objects.get()
    assert (document.count, document.languages) == (13, ["en"])
    assert mine.get("/api/history/?search=quickbrownfox").json()["count"] == 1
    assert mine.get("/api/history/?search=tho").json()["count"] == 0
    assert b"".join(mine.get(f"{result}?format=txt", HTTP_IF_NONE_MATCH=old).streaming_content) == b"quickbrownfox\n"
    picture_after = mine.get(f"{address(read)}image", HTTP_IF_NONE_MATCH=picture_before["ETag"])
    assert (picture_after.status_code, size(picture_before), size(picture_after)) == (200, (100, 20), (20, 100))


def size(answer):
    import io

    from PIL import Image

    return Image.open(io.BytesIO(answer.content)).size


def test_turns_add_up(as_user, alice, read, rotate, work):
    for turn, rotation in ((90, 90), (270, 0), (180, 180)):
        assert rotate(read, turn).json()["rotation"] == rotation
        work(f"turned to {rotation}")
    assert page_of(as_user, alice, read)["rotation"] == 180


def test_a_correction_is_lost_and_comes_back_with_the_turn_back(as_user, alice, read, rotate, work):
    correct(as_user, alice, read, "the fox")
    rotate(read, 180)
    work("nonsense")
    assert page_of(as_user, alice, read)["text"] == "nonsense"
    mine = as_user(alice)
    revisions = f"{address(read)}revisions/"
    assert [(one["kind"], one["standing"]) for one in mine.get(revisions).json()["results"]] == [
        ("rotate", "applied"), ("edit", "lost"),
    ]  # fmt: skip
    rotate(read, 180)
    work("tho fox")
    assert page_of(as_user, alice, read)["text"] == "the fox"
    assert [(one["kind"], one["standing"]) for one in mine.get(revisions).json()["results"]] == [
        ("carry", "applied"), ("rotate", "applied"), ("rotate", "replaced"), ("edit", "carried"),
    ]  # fmt: skip
    assert Document.objects.get().count == len("thefox")
    mine.post(f"{revisions}5/undo")
    assert page_of(as_user, alice, read)["text"] == "tho fox"


def test_edits_of_the_page_before_the_turn_are_refused(as_user, alice, read, rotate, work):
    rotate(read)
    work("upright text")
    body = problem(correct(as_user, alice, read, "the fox", revision=1), 409, "edit_conflict")
    assert "read again" in body["detail"]
    assert correct(as_user, alice, read, "right text", revision=2).json()["text"] == "right text"


def test_a_turn_is_undone_by_turning_back(as_user, alice, read, rotate, work):
    correct(as_user, alice, read, "the fox")
    rotate(read)
    work("upright text")
    mine = as_user(alice)
    body = problem(mine.post(f"{address(read)}revisions/3/undo"), 409, "edit_conflict")
    assert "Turn the page back" in body["detail"]
    problem(mine.post(f"{address(read)}revisions/2/undo"), 409, "edit_conflict")
    assert page_of(as_user, alice, read)["revision"] == 3


def test_a_rerun_keeps_the_turn(as_user, alice, read, rotate, work):
    rotate(read)
    work("upright text")
    as_user(alice).post(f"/api/v1/documents/{read.uid}/rerun", {"languages": "de"})
    assert work("upright text").turned == 90
    assert page_of(as_user, alice, read)["rotation"] == 90


def test_one_turn_at_a_time(as_user, alice, read, rotate, work):
    assert rotate(read).status_code == 202
    problem(rotate(read), 409, "conflict")
    work("upright text")
    assert rotate(read).status_code == 202


@pytest.mark.parametrize("other", ["reread", "rerun"])
def test_it_waits_for_other_readings(as_user, alice, read, rotate, other):
    where = f"{address(read)}reread" if other == "reread" else f"/api/v1/documents/{read.uid}/rerun"
    body = {"box": [0, 0, 100, 20]} if other == "reread" else {}
    assert as_user(alice).post(where, body).status_code == 202
    problem(rotate(read), 409, "conflict")


def test_a_page_that_was_read_again_meanwhile_is_not_changed(as_user, alice, read, rotate, value):
    answer = rotate(read)
    turned = claims.claim("w")
    as_user(alice).post(f"/api/v1/documents/{read.uid}/rerun")
    claims.finish(claims.claim("w"), value("read anew"))
    claims.finish(turned, value("turned"))
    state = as_user(alice).get(answer["Location"]).json()
    assert (state["status"], state["problem"]["code"]) == ("failed", "conflict")
    assert page_of(as_user, alice, read)["text"] == "read anew"


def test_what_failed_says_why_and_changes_nothing(as_user, alice, read, rotate):
    answer = rotate(read)
    claims.fail(claims.claim("w"), PageTimeout())
    body = as_user(alice).get(answer["Location"]).json()
    assert (body["status"], body["problem"]["code"], body["revision"]) == ("failed", "page_timeout", None)
    page = page_of(as_user, alice, read)
    assert (page["text"], page["rotation"], page["revision"]) == ("tho fox", 0, 1)


def test_a_repeated_call_with_its_key_turns_once(read, rotate, work):
    first = rotate(read, HTTP_IDEMPOTENCY_KEY="one")
    work("upright text")
    again = rotate(read, HTTP_IDEMPOTENCY_KEY="one")
    assert (again.json(), again["Idempotency-Replayed"], again["Location"]) == (first.json(), "true", first["Location"])
    assert Run.objects.count() == 2
    problem(rotate(read, 180, HTTP_IDEMPOTENCY_KEY="one"), 422, "idempotency_key_reused")


def test_nothing_of_the_reading_stays_beside_the_page(read, rotate, work):
    rotate(read)
    work("upright text")
    page = Page.objects.exclude(run=read.shown).get()
    assert (page.text, page.result, page.fingerprint) == ("", None, "")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "turn"),
        ({"turn": 0}, 422, "turn"),
        ({"turn": 45}, 422, "turn"),
        ({"turn": "90"}, 422, "turn"),
        ({"turn": True}, 422, "turn"),
        ({"turn": 90, "box": [0, 0, 9, 9]}, 422, "box"),
        ([], 400, None),
    ],
)
def test_it_names_what_is_wrong(as_user, alice, read, body, status, field):
    response = as_user(alice).post(f"{address(read)}rotate", body)
    assert response.status_code == status, response.content
    assert [error["field"] for error in response.json()["errors"]] == ([field] if field else [])
    assert Run.objects.count() == 1


def test_it_says_that_the_file_is_gone(read, rotate):
    storage.delete(read.key)
    problem(rotate(read), 410, "original_gone")


def test_a_page_that_was_not_read_cannot_be_turned(as_user, alice, queued, rotate):
    document = queued(alice)
    problem(rotate(document), 409, "conflict")
    problem(as_user(alice).post(f"{address(document, 2)}rotate", {"turn": 90}), 404, "not_found")


def test_a_protected_pdf_wants_its_password(alice, value, rotate):
    upload = services.Upload([encrypted_pdf("swordfish")], "scan.pdf", {"password": "swordfish"})
    document, _ = services.submit(upload=upload, owner=alice)
    claims.finish(claims.claim("w"), value("tho fox"))
    problem(rotate(document), 422, "pdf_encrypted")
    assert rotate(document, HTTP_X_DOCUMENT_PASSWORD="swordfish").status_code == 202
    assert claims.claim("w").protected


def test_it_counts_as_a_page_of_the_quota(alice, read, rotate, settings):
    settings.QUOTA_PAGES = quotas.standing(read.share_key, alice).pages
    assert problem(rotate(read), 429, "quota_exceeded")
    assert Run.objects.count() == 1


def test_it_is_for_those_who_may_see_the_document(as_user, api, alice, bob, charlie, read, rotate):
    problem(rotate(read, user=bob), 404, "not_found")
    assert api.post(f"{address(read)}rotate", {"turn": 90}).status_code == 404
    answer = rotate(read, user=charlie)
    assert answer.status_code == 202
    assert as_user(bob).get(answer["Location"]).status_code == 404
    assert as_user(alice).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("number", [0, 10**20])
def test_there_is_nothing_under_another_number(as_user, alice, read, number):
    assert as_user(alice).get(f"{address(read)}rotate/{number}").status_code == 404
    assert as_user(alice).get(f"{address(read)}rotate/{read.shown_id}").status_code == 404
