"""GET /api/v1/documents/{id}/pages/{n}/revisions/ and …/{revision}/undo"""

from __future__ import annotations

from itertools import permutations

import pytest

from onlineocr.documents.models import Document, Page, Revision
from onlineocr.ocr.editing import planning
from tests.documents.corrections.read_documents import address, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(alice):
    return read_document(alice, [["tho fox", "jumps"], ["over"]])


@pytest.fixture
def patch(as_user, alice):
    def call(document, *edits, user=alice):
        page = Page.objects.get(run=document.shown, number=1)
        response = as_user(user).patch(address(document), {"edits": list(edits), "revision": page.revision})
        assert response.status_code == 200, response.content

    return call


@pytest.fixture
def undo(as_user, alice):
    return lambda document, number, user=alice: as_user(user).post(f"{address(document)}revisions/{number}/undo")


def edit(line, text):
    return {"block": 0, "line": line, "text": text}


def text():
    return Page.objects.get().text


def test_it_lists_who_changed_what_and_when(as_user, alice, charlie, read, patch):
    patch(read, edit(0, "the fox"))
    patch(read, edit(1, ""), {"confirmed": True}, user=charlie)
    body = as_user(alice).get(f"{address(read)}revisions/").json()
    assert (body["revision"], body["next"], [one["number"] for one in body["results"]]) == (3, None, [3, 2])
    last, first = body["results"]
    assert (first["made_by"], first["kind"], first["standing"], first["reviewed"]) == (
        "alice",
        "edit",
        "applied",
        False,
    )
    applied = {"applied": True}
    assert first["changes"] == [
        {"block": 0, "line": 0, "box": [0, 0, 70, 20], "before": "tho fox", "after": "the fox"} | applied
    ]
    assert (last["made_by"], last["reviewed"], last["changes"][0]["after"]) == ("charlie", True, None)


def test_it_lists_them_in_parts(as_user, alice, read, patch):
    for number in range(5):
        patch(read, edit(0, f"text {number}"))
    mine = as_user(alice)
    body = mine.get(f"{address(read)}revisions/?limit=2").json()
    numbers = [one["number"] for one in body["results"]]
    while body["next"]:
        body = mine.get(body["next"]).json()
        numbers += [one["number"] for one in body["results"]]
    assert numbers == [6, 5, 4, 3, 2]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "before=0", "before=-1", "before=1e3"])
def test_it_refuses_other_parts(as_user, alice, read, query):
    assert as_user(alice).get(f"{address(read)}revisions/?{query}").status_code == 422


def test_a_revision_can_be_taken_back_and_done_again(read, patch, undo):
    before = Page.objects.get().value()
    patch(read, edit(0, "the fox"))
    body = undo(read, 2).json()
    assert (body["text"], body["revision"]) == ("tho fox\njumps\n\nover", 3)
    assert Page.objects.get().value() == before
    assert undo(read, 3).json()["text"] == "the fox\njumps\n\nover"
    assert dict(Revision.objects.values_list("number", "standing")) == {2: "applied", 3: "undone", 4: "applied"}


def test_to_take_it_back_again_changes_nothing_more(read, patch, undo):
    patch(read, edit(0, "the fox"))
    assert undo(read, 2).json() == undo(read, 2).json()
    assert Revision.objects.count() == 2


def test_later_ones_of_other_lines_stay(read, patch, undo):
    patch(read, edit(0, ""))
    patch(read, edit(0, "leaps"))
    assert undo(read, 2).json()["text"] == "tho fox\nleaps\n\nover"


def test_a_block_that_went_comes_back(read, patch, undo):
    patch(read, {"block": 0, "text": ""})
    assert text() == "over"
    assert undo(read, 2).json()["text"] == "tho fox\njumps\n\nover"


def test_a_confirmed_page_is_no_longer_confirmed(read, patch, undo):
    patch(read, {"confirmed": True})
    assert not Document.objects.get().needs_review
    undo(read, 2)
    assert Document.objects.get().needs_review


def test_a_page_is_not_confirmed_any_more_when_lines_come_back_that_nobody_saw(charlie, read, patch, undo):
    patch(read, edit(0, "the fox"))
    patch(read, {"confirmed": True}, user=charlie)
    assert not Document.objects.get().needs_review
    assert undo(read, 2).json()["reviewed"] is False
    assert Document.objects.get().needs_review
    assert undo(read, 4).json()["reviewed"] is True


def test_lines_that_come_back_may_not_make_a_page_too_large(patch, undo, alice, monkeypatch):
    read = read_document(alice, [["one", "two"], ["three"]])
    monkeypatch.setattr(planning, "MOST_LINES", 3)
    patch(read, edit(0, ""))
    patch(read, {"block": 1, "text": "three\nfour"})
    response = undo(read, 2)
    assert (response.status_code, response.json()["code"]) == (409, "edit_conflict")
    assert "too large" in response.json()["detail"]


def test_lines_that_others_changed_since_are_a_conflict(charlie, read, patch, undo):
    patch(read, edit(0, "the fox"))
    patch(read, edit(0, "two foxes"), user=charlie)
    response = undo(read, 2)
    assert (response.status_code, response.json()["code"]) == (409, "edit_conflict")
    (met,) = response.json()["conflicts"]
    assert (met["edit"], met["text"], met["made_by"]) == (None, "two foxes", "charlie")
    assert text() == "two foxes\njumps\n\nover"


def test_one_after_the_other_they_can_be_taken_back(read, patch, undo):
    patch(read, edit(0, "the fox"))
    patch(read, edit(0, "two foxes"))
    assert undo(read, 3).status_code == 200
    assert undo(read, 2).json()["text"] == "tho fox\njumps\n\nover"


def test_lines_that_two_people_deleted_come_back_in_their_order(charlie, read, patch, undo):
    before = text()
    patch(read, edit(0, ""))
    patch(read, edit(0, ""), user=charlie)
    assert (undo(read, 3, charlie).status_code, undo(read, 2).status_code) == (200, 200)
    assert text() == before


@pytest.mark.parametrize("order", list(permutations([2, 3, 4])))
@pytest.mark.parametrize("lines", [[["one"], ["two"], ["three"]], [["one", "two", "three"]]], ids=["blocks", "lines"])
@pytest.mark.parametrize("deleted", [(0, 0, 0), (1, 0, 0), (2, 1, 0), (1, 1, 0)])
def test_deleted_lines_come_back_in_their_order_in_whatever_order_they_are_undone(
    alice, patch, undo, lines, order, deleted
):
    read = read_document(alice, lines)
    before = text()
    for place in deleted:
        patch(read, {"block": place, "text": ""} if len(lines) > 1 else edit(place, ""))
    assert [undo(read, number).status_code for number in order] == [200, 200, 200]
    assert text() == before


def test_a_correction_can_be_undone_when_its_line_was_deleted_and_restored(read, patch, undo):
    patch(read, edit(0, "the fox"))
    patch(read, edit(0, ""))
    patch(read, {"block": 1, "text": "under"})
    assert undo(read, 3).json()["text"] == "the fox\njumps\n\nunder"
    assert undo(read, 2).json()["text"] == "tho fox\njumps\n\nunder"


def test_a_restored_line_can_be_corrected_by_who_saw_it_before(as_user, alice, read, patch, undo):
    patch(read, edit(0, ""))
    patch(read, {"block": 1, "text": "under"})
    undo(read, 2)
    response = as_user(alice).patch(address(read), {"edits": [edit(0, "the fox")], "revision": 1})
    assert (response.status_code, response.json()["text"]) == (200, "the fox\njumps\n\nunder")


def test_an_added_line_that_somebody_deleted_stays_away_when_both_are_undone(charlie, read, patch, undo):
    before = text()
    patch(read, {"box": [0, 200, 300, 230], "text": "by hand"})
    patch(read, {"block": 2, "text": ""}, user=charlie)
    refused = undo(read, 2)
    assert (refused.status_code, refused.json()["conflicts"][0]["revision"]) == (409, 3)
    assert refused.json()["detail"].endswith("is gone now. Nothing was changed. Undo revision 3 first.")
    assert (undo(read, 3).status_code, undo(read, 2).status_code) == (200, 200)
    assert text() == before


def test_a_line_written_back_by_hand_is_undone_first(charlie, read, patch, undo):
    patch(read, edit(0, "the fox"))
    patch(read, edit(0, "tho fox"), user=charlie)
    assert undo(read, 2).status_code == 409
    assert (undo(read, 3).status_code, undo(read, 2).status_code) == (200, 200)
    assert text() == "tho fox\njumps\n\nover"


@pytest.mark.parametrize("number", [0, 1, 3, 10**20])
def test_there_is_nothing_else_to_take_back(read, patch, undo, number):
    patch(read, edit(0, "the fox"))
    assert undo(read, number).status_code == 404


def test_it_is_for_those_who_may_see_the_document(as_user, api, alice, bob, charlie, read, patch, undo):
    patch(read, edit(0, "the fox"))
    for stranger in (as_user(bob), api):
        assert stranger.get(f"{address(read)}revisions/").status_code == 404
        assert stranger.post(f"{address(read)}revisions/2/undo").status_code == 404
    assert undo(read, 2, charlie).status_code == 200


def test_a_closed_account_leaves_no_name(as_user, alice, charlie, read, patch):
    patch(read, edit(0, "the fox"), user=charlie)
    charlie.delete()
    assert as_user(alice).get(f"{address(read)}revisions/").json()["results"][0]["made_by"] is None
