"""A part of a page is read again by a real worker, in its recogniser child."""

from __future__ import annotations

from onlineocr.documents.models import Document
from tests.documents.corrections.read_documents import address
from tests.support.processes import picture

SIZE = (600, 120)


def test_a_worker_reads_the_part_again(as_user, alice, worker):
    mine = as_user(alice)
    sent = mine.generic("POST", "/api/v1/documents/?wait=30", picture(size=SIZE, text="Hello there"), "image/png")
    document = Document.objects.get(uid=sent.json()["id"])
    page = mine.get(address(document)).json()
    text, words = page["text"], page["blocks"][0]["lines"][0]["words"]
    edit = {"block": 0, "line": 0, "text": "all wrong"}
    assert mine.patch(address(document), {"edits": [edit], "revision": 1}).status_code == 200
    whole = {"box": [0, 0, *SIZE], "replace": True}
    answer = mine.post(f"{address(document)}reread?wait=30", whole)
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["status"], body["revision"], body["problem"], body["page"]) == (
        "succeeded",
        3,
        None,
        address(document),
    )
    now = mine.get(address(document)).json()
    assert (now["text"], now["revision"]) == (text, 3)
    assert [word["box"] for word in now["blocks"][0]["lines"][0]["words"]] == [word["box"] for word in words]
    assert mine.get(f"/api/v1/documents/{document.uid}/").json()["status"] == "succeeded"
    assert mine.get(answer["Location"]).json() == body
    assert mine.post(f"{address(document)}revisions/3/undo").json()["text"] == "all wrong"
