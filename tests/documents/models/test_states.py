"""The states of a document, and the state in which a run ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.models.states import OPEN, Priority, Status, closing

ENDS = [Status.SUCCEEDED, Status.FAILED, Status.CANCELED]


@pytest.mark.parametrize(
    ("pages", "canceled", "state"),
    [
        (["succeeded"], False, "succeeded"),
        (["succeeded", "succeeded"], False, "succeeded"),
        (["succeeded", "failed"], False, "partial"),
        (["failed", "succeeded", "failed"], False, "partial"),
        (["failed"], False, "failed"),
        (["failed", "failed"], False, "failed"),
        (["canceled", "succeeded"], True, "canceled"),
        (["canceled", "failed"], True, "canceled"),
        (["succeeded", "succeeded"], True, "succeeded"),  # the wish came too late
        (["succeeded", "failed"], True, "partial"),
        (["failed"], True, "failed"),
    ],
)
def test_a_run_ends_as_its_pages_did(pages, canceled, state):
    assert closing(pages, canceled=canceled) == state


@given(st.lists(st.sampled_from(ENDS), min_size=1), st.booleans(), st.randoms())
def test_the_order_of_the_pages_does_not_matter(pages, canceled, chance):
    mixed = chance.sample(pages, len(pages))
    found = closing(pages, canceled=canceled)
    assert found == closing(mixed, canceled=canceled)
    assert found.ended
    assert (found is Status.SUCCEEDED) == (set(pages) == {Status.SUCCEEDED})


def test_what_waits_or_is_read_has_not_ended():
    assert [status for status in Status if not status.ended] == list(OPEN) == [Status.QUEUED, Status.RUNNING]


def test_interactive_work_comes_before_bulk():
    assert sorted([Priority.BULK, Priority.INTERACTIVE])[0] is Priority.INTERACTIVE
