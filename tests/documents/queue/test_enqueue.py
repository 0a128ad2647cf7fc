"""The rows of a new run's pages."""

from __future__ import annotations

import pytest

from onlineocr.documents.models import Document, Page, QueueEntry, Run
from onlineocr.documents.queue import claims

pytestmark = pytest.mark.django_db(transaction=True)
OWN = ("id", "number", "turned")


@pytest.fixture
def run():
    document = Document.objects.create(media_type="image/png", size=1, sha256="0" * 64, key="00/none")
    return Run.objects.create(document=document, total=3)


def test_a_page_has_the_values_of_a_model_that_was_saved(run):
    claims.enqueue(run, "caller", [1])
    saved = Page.objects.create(run=run, number=2)
    queued, other = Page.objects.filter(run=run).order_by("number").values()
    assert saved.pk == other["id"]
    assert {name: queued[name] for name in queued if name not in OWN} == {
        name: other[name] for name in other if name not in OWN
    }


def test_numbers_and_turns_are_those_asked_for(run):
    claims.enqueue(run, "caller", [2, 5, 7], {5: 270})
    assert list(run.pages.values_list("number", "turned")) == [(2, None), (5, 270), (7, None)]
    assert QueueEntry.objects.filter(run=run).count() == 3
