"""``Prefer: return=minimal`` for corrections and undos: the changes instead of the page."""

from __future__ import annotations

import copy

import pytest

from tests.documents.corrections.read_documents import address, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(alice):
    return read_document(alice, [["tho fox", "jumps"], ["over"]], [["the dog"]])


@pytest.fixture
def patch(as_user, alice):
    def call(document, *edits, revision=1, prefer="return=minimal"):
        body = {"edits": list(edits), "revision": revision}
        return as_user(alice).patch(address(document), body, HTTP_PREFER=prefer)

    return call


@pytest.fixture
def undo(as_user, alice):
    def call(document, revision):
        return as_user(alice).post(f"{address(document)}revisions/{revision}/undo", HTTP_PREFER="return=minimal")

    return call


def followed(page, answer):
    """The texts of the blocks' lines of ``page`` after the changes in ``answer``, done as the reference says."""
    blocks = copy.deepcopy(page["blocks"])
    for change in answer["changes"]:
        if change["added"]:
            blocks.insert(change["block"], {**change["added"], "lines": []})
        lines = blocks[change["block"]]["lines"]
        lines[change["line"] : change["line"] + change["removed"]] = change["lines"]
        if change["emptied"]:
            del blocks[change["block"]]
    return texts(blocks)


def texts(blocks):
    return [[line["text"] for line in block["lines"]] for block in blocks]


def test_it_answers_with_the_changed_lines_and_the_counts(patch, read):
    answer = patch(read, {"block": 0, "line": 0, "word": 0, "text": "the"})
    body = answer.json()
    assert (answer.status_code, answer["Preference-Applied"]) == (200, "return=minimal")
    assert (body["number"], body["revision"], body["since"], body["doubts"]) == (1, 2, 1, {"page": 3, "document": 5})
    (change,) = body["changes"]
    assert (change["block"], change["line"], change["removed"], change["added"], change["emptied"]) == (
        0, 0, 1, None, False,
    )  # fmt: skip
    (line,) = change["lines"]
    assert line["words"][0] == {"text": "the", "confidence": 1.0, "box": [0, 0, 30, 20], "corrected": True}
    assert line["text"] == "the fox"


@pytest.mark.parametrize(
    "prefer", ["", "return=representation", "respond-async", "return=representation, return=minimal"]
)
def test_without_it_the_answer_is_the_page(patch, read, prefer):
    answer = patch(read, {"block": 0, "line": 0, "text": "the fox"}, prefer=prefer)
    assert "Preference-Applied" not in answer
    assert answer.json()["text"] == "the fox\njumps\n\nover"


@pytest.mark.parametrize(
    "prefer", ["RETURN=minimal", 'respond-async, return="minimal"; foo=bar', "wait=5,return = minimal"]
)
def test_it_reads_the_preference_as_it_may_be_written(patch, read, prefer):
    assert "changes" in patch(read, {"confirmed": True}, prefer=prefer).json()


@pytest.mark.parametrize(
    "edits",
    [
        [{"block": 0, "line": 0, "text": "the fox"}, {"block": 0, "line": 1, "text": "leaps up"}],
        [{"block": 0, "line": 0, "text": ""}, {"block": 0, "line": 1, "text": "leaps"}],
        [{"block": 0, "text": "one\ntwo\nthree"}, {"block": 1, "line": 0, "text": "upper"}],
        [{"block": 1, "line": 0, "text": ""}],
        [{"box": [0, 200, 300, 230], "text": "by hand"}, {"block": 1, "text": ""}],
    ],
    ids=["two lines", "deleted line", "block", "emptied block", "new block"],
)
def test_the_changes_lead_to_the_page(as_user, alice, patch, undo, read, edits):
    mine = as_user(alice)
    before = mine.get(address(read)).json()
    answer = patch(read, *edits).json()
    after = mine.get(address(read)).json()
    assert followed(before, answer) == texts(after["blocks"])
    back = undo(read, 2).json()
    assert (back["since"], back["revision"]) == (2, 3)
    assert followed(after, back) == texts(before["blocks"])


def test_it_tells_the_changes_of_others_since(as_user, alice, charlie, patch, read):
    before = as_user(alice).get(address(read)).json()
    other = {"edits": [{"block": 1, "line": 0, "text": "under"}], "revision": 1}
    as_user(charlie).patch(address(read), other)
    answer = patch(read, {"block": 0, "line": 0, "text": "the fox"}).json()
    assert (answer["since"], answer["revision"]) == (1, 3)
    assert followed(before, answer) == [["the fox", "jumps"], ["under"]]


def test_a_repeated_call_gets_the_same_answer(patch, undo, read):
    edit = {"block": 0, "line": 0, "text": "the fox"}
    assert patch(read, edit).json() == patch(read, edit).json()
    assert undo(read, 2).json() == undo(read, 2).json()


def test_an_undo_that_was_made_before_changes_nothing(patch, undo, read):
    patch(read, {"block": 0, "line": 0, "text": "the fox"})
    undo(read, 2)
    patch(read, {"block": 1, "line": 0, "text": "under"}, revision=3)
    answer = undo(read, 2).json()
    assert (answer["since"], answer["revision"], answer["changes"]) == (4, 4, [])
