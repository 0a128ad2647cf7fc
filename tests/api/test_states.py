"""What each call says of a document in each of its states."""

from __future__ import annotations

import json

import pytest

from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile

# The deeds of a worker on two pages; "cancel" is the owner's.
STATES = {
    "queued": (),
    "running": ("claim",),
    "succeeded": ("read", "read"),
    "partial": ("read", "fail"),
    "failed": ("fail", "fail"),
    "canceled": ("cancel",),
    "canceled after a page": ("read", "cancel"),
    "canceled after a failure": ("fail", "cancel"),
}
DONE = {"succeeded": 2, "partial": 2, "failed": 2, "canceled after a page": 1, "canceled after a failure": 1}
UNREAD = {
    "queued": "None of these pages has been read yet. Ask again when one has.",
    "running": "None of these pages has been read yet. Ask again when one has.",
    "failed": "None of these pages could be read; the document's 'problems' say why.",
    "canceled": "None of these pages was read: the document was canceled. Run the document again to read them.",
    "canceled after a failure": "Some of these pages could not be read, as the document's 'problems' say; "
    "the others were canceled.",
}
SECOND = {
    "queued": "The page waits to be read.",
    "running": "The page waits to be read.",
    "partial": "The page could not be read; its 'problems' say why.",
    "failed": "The page could not be read; its 'problems' say why.",
} | dict.fromkeys(
    [name for name in STATES if name.startswith("canceled")],
    "The page was not read: the document was canceled. Run the document again to read it.",
)


@pytest.fixture(params=STATES)
def state(request):
    return request.param


@pytest.fixture
def document(state, alice, queued, value):
    """A document of Alice's with two pages, in that state."""
    made = queued(alice, pages=2)
    for deed in STATES[state]:
        if deed == "cancel":
            claims.cancel(made.run)
            continue
        claim = claims.claim("w")
        if deed == "read":
            claims.finish(claim, value(number=claim.number))
        elif deed == "fail":
            claims.fail(claim, DamagedFile("it is cut"))
    made.refresh_from_db()
    assert made.status == state.split()[0]
    return f"/api/v1/documents/{made.uid}/"


def test_its_progress_counts_pages_that_were_read_or_failed(as_user, alice, document, state):
    assert as_user(alice).get(document).json()["progress"] == {"done": DONE.get(state, 0), "total": 2}


@pytest.mark.parametrize("state", [name for name in STATES if name not in {"queued", "running"}])
def test_its_last_event_has_the_same_progress(as_user, alice, document, state):
    stream = b"".join(as_user(alice).get(document + "events").streaming_content).decode()
    last = json.loads(stream.strip().rpartition("data: ")[2])
    assert last == {"status": state.split()[0], "progress": {"done": DONE.get(state, 0), "total": 2}}


def test_it_says_why_there_is_no_result(as_user, alice, document, state):
    answer = as_user(alice).get(document + "result")
    assert (answer.status_code, "Retry-After" in answer.headers) == (
        (409, state in {"queued", "running"}) if state in UNREAD else (200, False)
    )
    assert state not in UNREAD or answer.json()["detail"] == UNREAD[state]


def test_it_says_that_there_is_no_such_page(as_user, alice, document):
    answer = as_user(alice).get(document + "result?pages=7")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_such_page")
    assert "the last page of the document is" in answer.json()["detail"]
    assert as_user(alice).get(document + "pages/7/").status_code == 404


def test_it_says_why_a_page_cannot_be_changed(as_user, alice, document, state):
    client, page = as_user(alice), document + "pages/2/"
    calls = [
        client.patch(page, {"edits": [{"block": 0, "line": 0, "text": "x"}], "revision": 1}),
        client.post(page + "reread", {"box": [0, 0, 10, 10]}),
        client.post(page + "revisions/2/undo"),
    ]
    for answer in calls if state in SECOND else []:
        assert (answer.status_code, answer.json()["detail"]) == (409, SECOND[state])


def test_it_says_in_which_state_it_ended(as_user, alice, document, state):
    answer = as_user(alice).post(document + "cancel")
    if state in {"queued", "running"}:
        assert (answer.status_code, answer.json()["progress"]["done"]) == (200, 0)
    else:
        assert answer.json()["detail"] == f"The document has ended already: it is `{state.split()[0]}`."
