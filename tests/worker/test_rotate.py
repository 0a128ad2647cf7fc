"""A page is turned by a real worker, in its recogniser child."""

from __future__ import annotations

import pytest

from onlineocr.documents.models import Document
from tests.documents.corrections.read_documents import address
from tests.support.processes import picture


@pytest.mark.parametrize(("turn", "size"), [(90, [120, 600]), (180, [600, 120])])
def test_a_worker_reads_the_turned_page(as_user, alice, worker, turn, size):
    mine = as_user(alice)
    sent = mine.generic("POST", "/api/v1/documents/?wait=30", picture(size=(600, 120), text="Hello there"), "image/png")
    document = Document.objects.get(uid=sent.json()["id"])
    answer = mine.post(f"{address(document)}rotate?wait=30", {"turn": turn})
    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded"), answer.content
    page = mine.get(address(document)).json()
    assert ([page["width"], page["height"]], page["rotation"], page["revision"]) == (size, turn, 2)
