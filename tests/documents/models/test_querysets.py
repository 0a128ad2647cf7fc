"""The filters that the domain asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onlineocr.documents.models import Document, Page, QueueEntry, Run
from onlineocr.documents.queue import claims
from onlineocr.ocr.pages import PageSelection

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(queued):
    """``pages(("text", 0.5), …)``: the read pages of a document."""

    def read(*made):
        run = queued(pages=len(made)).run
        for page, (text, confidence) in zip(run.pages.order_by("number"), made, strict=True):
            Page.objects.filter(pk=page.pk).update(text=text, confidence=confidence)
        return run.pages.all()

    return read


@pytest.mark.parametrize(
    ("made", "mean"),
    [
        ([("four", 0.5)], 0.5),
        ([("four", 0.5), ("eightaha", 0.8)], 0.7),
        ([("four", 0.5), ("eightaha", None)], 0.5),
        ([("four", 0.5), ("", 0.1)], 0.5),
        ([("four", None)], None),
        ([("", 0.5)], None),
        ([("abc", 1.0), ("abc", 0.0), ("abc", 0.0)], 0.3333),
        ([("äöü", 0.9), ("x", 0.1)], 0.7),
    ],
)
def test_the_confidence_of_a_document_counts_by_characters(pages, made, mean):
    assert pages(*made).mean_confidence() == mean


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)  # nothing is written
@given(ranges=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9) | st.none()), min_size=1, max_size=4))
def test_chosen_pages_are_those_of_the_selection(nine, ranges):
    text = ",".join(f"{first}-" if more is None else f"{first}-{first + more}" for first, more in ranges)
    selection = PageSelection.parse(text)
    chosen = nine.pages.chosen(selection).order_by("number").values_list("number", flat=True)
    assert list(chosen) == [number for number in range(1, 10) if _is_in(number, ranges)]


def _is_in(number: int, ranges) -> bool:
    return any(first <= number and (more is None or number <= first + more) for first, more in ranges)


@pytest.fixture
def nine(queued) -> Run:
    """A run of nine pages."""
    return queued(pages=9).run


def test_staff_see_everything_and_others_their_own(queued, alice, bob, charlie):
    for owner in (alice, bob, None):
        queued(owner)
    owners = [[document.owner for document in Document.objects.visible_to(user)] for user in (alice, bob)]
    assert owners == [[alice], [bob]]
    assert Document.objects.visible_to(charlie).count() == 3


def test_the_longest_overdue_document_comes_first(queued):
    now = timezone.now()
    for name, hours in (("later", 1), ("just now", 0), ("long ago", -5), ("an hour ago", -1)):
        document = queued(file_name=name)
        Document.objects.filter(pk=document.pk).update(expires_at=now + timedelta(hours=hours))
    queued(file_name="never")
    found = [document.file_name for document in Document.objects.expired(now)]
    assert found == ["long ago", "an hour ago", "just now"]


def test_a_page_waits_or_is_held_and_its_lease_ends(queued):
    queued(pages=3)
    claims.claim("w")
    entries = QueueEntry.objects
    assert (entries.waiting().count(), entries.leased().count()) == (2, 1)
    end = entries.leased().get().lease_until
    assert [entries.lease_over(end + timedelta(seconds=more)).count() for more in (-1, 0, 1)] == [0, 1, 1]


def test_only_open_runs_are_to_be_canceled(queued, value):
    asked, ended, other = queued(), queued(), queued()
    Run.objects.filter(document__in=[asked, ended]).update(cancel_requested=True)
    Run.objects.filter(document=ended).update(status="succeeded")
    assert list(Run.objects.to_be_canceled()) == [asked.run]
    assert set(Run.objects.open()) == {asked.run, other.run}


def test_a_page_without_a_fingerprint_is_like_no_other(queued):
    queued(pages=2)
    assert not Page.objects.same_as("").exists()
    Page.objects.filter(number=1).update(fingerprint="f" * 64)
    assert [page.number for page in Page.objects.same_as("f" * 64)] == [1]
