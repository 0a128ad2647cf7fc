"""POST /api/v1/documents/{id}/pages/{n}/reread, and what it became"""

from __future__ import annotations

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
    """A document of Alice's with its file, read without a worker: one line, in a box of 100 x 20."""
    return read_picture(alice, value("tho fox"))


@pytest.fixture
def ask(as_user, alice):
    def call(document, box=(0, 0, 100, 20), user=alice, query="", **body):
        return as_user(user).post(f"{address(document)}reread{query}", {"box": list(box)} | body)

    return call


def test_what_a_person_wrote_stays(as_user, alice, read, ask, value):
    edits = [{"block": 0, "line": 0, "word": 0, "text": "the"}]
    as_user(alice).patch(address(read), {"edits": edits, "revision": 1})
    ask(read)
    claims.finish(claims.claim("w"), value("thc box"))
    assert services.text_of(Document.objects.get()) == "the"  # the words of this stage all stand in one place
    ask(read, replace=True)
    claims.finish(claims.claim("w"), value("thc box"))
    assert services.text_of(Document.objects.get()) == "thc box"


def test_it_waits_its_turn_as_any_page(as_user, alice, read, ask, value):
    answer = ask(read, languages="de", deskew=False)
    assert (answer.status_code, answer["Retry-After"]) == (202, "1")
    body = answer.json()
    assert (body["status"], body["box"], body["revision"]) == ("queued", [0, 0, 100, 20], None)
    assert body["options"] == {"engine": "fake", "languages": "de", "dpi": None, "deskew": False}
    document = Document.objects.get()
    assert (document.status, document.latest_id) == ("succeeded", document.shown_id)
    claim = claims.claim("w")
    assert (claim.region.box, claim.number, claim.options.text_layer) == ((0, 0, 100, 20), 1, "ignore")
    assert Document.objects.get().status == "succeeded"
    claims.finish(claim, value("the fox"))
    state = as_user(alice).get(answer["Location"]).json()
    assert (state["status"], state["revision"]) == ("succeeded", 2)
    revision = Revision.objects.get()
    assert (revision.kind, revision.made_by) == ("reread", alice)
    assert services.text_of(Document.objects.get()) == "the fox"


def test_nothing_of_the_reading_stays_beside_the_page(read, ask, value):
    ask(read)
    claims.finish(claims.claim("w"), value("the fox"))
    page = Page.objects.exclude(run=read.shown).get()
    assert (page.text, page.result, page.fingerprint) == ("", None, "")


def test_the_options_are_those_of_the_page(as_user, alice, read, ask):
    Run.objects.update(options={"engine": "fake", "languages": "fr", "dpi": 200, "deskew": False, "pages": "1"})
    assert ask(read).json()["options"] == {"engine": "fake", "languages": "fr", "dpi": 200, "deskew": False}


def test_what_failed_says_why_and_changes_nothing(as_user, alice, read, ask):
    answer = ask(read)
    claims.fail(claims.claim("w"), PageTimeout())
    body = as_user(alice).get(answer["Location"]).json()
    assert (body["status"], body["problem"]["code"], body["revision"]) == ("failed", "page_timeout", None)
    assert (Document.objects.get().status, services.text_of(Document.objects.get())) == ("succeeded", "tho fox")


def test_a_page_that_lies_otherwise_since_is_not_changed(as_user, alice, read, ask, value):
    answer = ask(read)
    page = Page.objects.get(run=read.shown)
    page.result["rotation"] = 90
    page.save()
    claims.finish(claims.claim("w"), value("new"))
    body = as_user(alice).get(answer["Location"]).json()
    assert (body["status"], body["problem"]["code"]) == ("failed", "conflict")
    assert services.text_of(Document.objects.get()) == "tho fox"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "box"),
        ({"box": [0, 0, 101, 20]}, 422, "box"),
        ({"box": [0, 0, 0, 0]}, 422, "box"),
        ({"box": "0,0,9,9"}, 422, "box"),
        ({"box": [0, 0, 100, 20], "replace": 1}, 422, "replace"),
        ({"box": [0, 0, 100, 20], "pages": "1"}, 422, "pages"),
        ({"box": [0, 0, 100, 20], "text_layer": "only"}, 422, "text_layer"),
        ({"box": [0, 0, 100, 20], "colour": "red"}, 422, "colour"),
        ({"box": [0, 0, 100, 20], "dpi": 9000}, 422, "dpi"),
        ([], 400, None),
        ("box", 400, None),
    ],
)
def test_it_names_what_is_wrong(as_user, alice, read, body, status, field):
    response = as_user(alice).post(f"{address(read)}reread", body)
    assert response.status_code == status, response.content
    assert [error["field"] for error in response.json()["errors"]] == ([field] if field else [])
    assert Run.objects.count() == 1


def test_a_box_off_the_page_is_told_the_numbers(read, ask):
    detail = problem(ask(read, (0, 0, 500, 20)), 422, "invalid_option")["detail"]
    assert "[0, 0, 500, 20]; the page has 100 x 20 pixels" in detail


def test_it_says_that_the_file_is_gone(read, ask):
    storage.delete(read.key)
    problem(ask(read), 410, "original_gone")


def test_a_page_that_was_not_read_cannot_be_read_in_part(as_user, alice, queued, ask):
    document = queued(alice)
    problem(ask(document), 409, "conflict")
    problem(as_user(alice).post(f"{address(document, 2)}reread", {"box": [0, 0, 9, 9]}), 404, "not_found")


def test_a_protected_pdf_wants_its_password(as_user, alice, value):
    upload = services.Upload([encrypted_pdf("swordfish")], "scan.pdf", {"password": "swordfish"})
    document, _ = services.submit(upload=upload, owner=alice)
    claims.finish(claims.claim("w"), value("tho fox"))
    call = f"{address(document)}reread"
    mine, box = as_user(alice), {"box": [0, 0, 100, 20]}
    problem(mine.post(call, box), 422, "pdf_encrypted")
    problem(mine.post(call, box | {"password": "marlin"}), 422, "wrong_password")
    assert mine.post(call, box, HTTP_X_DOCUMENT_PASSWORD="swordfish").status_code == 202
    assert mine.post(call, box | {"password": "swordfish"}).json()["options"].keys().isdisjoint({"password"})
    assert claims.claim("w").protected


def test_it_counts_as_a_page_of_the_quota(alice, read, ask, settings):
    settings.QUOTA_PAGES = quotas.standing(read.share_key, alice).pages
    assert problem(ask(read), 429, "quota_exceeded")
    assert Run.objects.count() == 1


def test_it_is_for_those_who_may_see_the_document(as_user, api, alice, bob, charlie, read, ask):
    problem(ask(read, user=bob), 404, "not_found")
    assert api.post(f"{address(read)}reread", {"box": [0, 0, 100, 20]}).status_code == 404
    answer = ask(read, user=charlie)
    assert answer.status_code == 202
    assert as_user(bob).get(answer["Location"]).status_code == 404
    assert as_user(alice).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("number", [0, 10**20])
def test_there_is_nothing_under_another_number(as_user, alice, read, number):
    assert as_user(alice).get(f"{address(read)}reread/{number}").status_code == 404
    assert as_user(alice).get(f"{address(read)}reread/{read.shown_id}").status_code == 404


def test_it_goes_with_its_document(read, ask):
    ask(read)
    claim = claims.claim("w")
    services.delete(read)
    assert not Run.objects.exists()
    assert claims.canceled([claim]) == {claim.token}
