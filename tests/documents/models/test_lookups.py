"""Questions that are asked all the time, of tables that grow all the time: each is answered by its index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onlineocr.documents.models import Document, DocumentLanguage, DocumentTag, Page, QueueEntry, Run

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by what it knows of the values"),
]


def questions():
    now = timezone.now()
    pages, entries = Page.objects, QueueEntry.objects
    return {
        "whose turn it is": (entries.waiting().order_by("priority", "turn", "pk"), "queue_turns"),
        "a caller's pages": (
            entries.waiting().filter(priority=0, caller="u1").order_by("-turn", "-pk"),
            "queue_callers",
        ),
        "leases that ran out": (entries.lease_over(now), "queue_held"),
        "a worker's pages": (entries.leased().filter(worker="w"), "queue_held"),
        "duplicates": (pages.succeeded().same_as("f" * 64).order_by("-id"), "page_fingerprint"),
        "runs to be canceled": (Run.objects.to_be_canceled(), "run_open"),
        "expired documents": (Document.objects.expired(now - timedelta(1)), "expires_at"),
        "what needs review": (
            Document.objects.filter(owner_id=1, needs_review=True).order_by(),
            "document_needs_review",
        ),
        "a tag": (DocumentTag.objects.filter(tag="bills"), "document_tag"),
        "a language": (DocumentLanguage.objects.filter(language__in=["de"], owner_id=1), "document_language"),
    }


@pytest.mark.parametrize("name", list(questions()))
def test_it_is_answered_by_an_index(name):
    question, index = questions()[name]
    plan = question.explain()
    assert index in plan, plan
    assert "SCAN documents_page\n" not in plan + "\n"


def test_words_that_are_not_plain_stay_out_of_the_query():
    with pytest.raises(ValueError, match="not plain words"):
        str(Page.objects.filter(status__one_of=["queued", "x' OR '1"]).query)
