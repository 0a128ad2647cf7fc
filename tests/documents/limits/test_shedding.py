"""How long a new page may have to wait, by the turns that callers take."""

from __future__ import annotations

import pytest

from onlineocr import processes
from onlineocr.documents.limits import queue_state
from onlineocr.documents.limits.queue_state import QueueState
from onlineocr.documents.limits.shedding import overfull
from onlineocr.documents.models import Worker

ALICE, BOB = "u1", "u2"


def visitor(number: int) -> str:
    return f"a{number}"


def queue(pace: float = 1.0, **open_pages: int) -> QueueState:
    return QueueState(open_pages, pace, recognisers=2, here=2)


@pytest.fixture(autouse=True)
def _a_hundred_seconds(settings):
    settings.QUEUE_SECONDS = 100


@pytest.mark.parametrize("share_key", [ALICE, visitor(1)])
def test_an_empty_queue_lets_a_long_document_in(share_key):
    assert overfull(queue(), share_key, 5000) is None


def test_a_caller_waits_for_all_of_its_own_pages():
    assert overfull(queue(u1=100), ALICE) is None
    refusal = overfull(queue(u1=160), ALICE)
    assert refusal.retry_after == pytest.approx(60)
    assert "3 minutes" in refusal.detail


def test_others_wait_for_one_turn_of_it_only():
    assert overfull(queue(u1=5000), BOB) is None
    assert overfull(queue(u1=5000), visitor(1)) is None


def test_a_faster_pace_takes_more_in():
    assert overfull(queue(pace=1, u1=900), ALICE)
    assert overfull(queue(pace=10, u1=900), ALICE) is None


def test_visitors_share_half_of_the_time_and_accounts_have_the_rest():
    crowd = queue(**{visitor(number): 1 for number in range(60)})
    assert overfull(crowd, visitor(99)).retry_after == pytest.approx(10)
    assert overfull(crowd, ALICE) is None
    assert overfull(queue(**{visitor(number): 1 for number in range(101)}), ALICE)


def test_many_callers_share_the_time_between_them():
    crowd = queue(**{f"u{number}": 10 for number in range(20)})
    assert overfull(crowd, "u1")
    assert overfull(crowd, "u100") is None


def test_without_a_bound_only_pages_count(settings):
    settings.QUEUE_SECONDS = 0
    assert overfull(queue(u1=9_999), ALICE) is None
    assert overfull(queue(u1=10_000), ALICE)


@pytest.mark.parametrize("share_key", [ALICE, BOB])
def test_the_turns_add_up(share_key):
    open_pages = {"u1": 7, "u3": 2, "a1": 11, "a2": 1}
    mine = open_pages.get(share_key, 0)
    others = sum(min(count, mine + 1) for name, count in open_pages.items() if name != share_key)
    assert queue(**open_pages).wait(share_key) == mine + others


@pytest.mark.django_db
def test_the_state_is_that_of_rows_and_workers(alice, queued):
    Worker.objects.create(name="elsewhere/1/1", recognisers=2, page_ms=500)
    Worker.objects.create(name=processes.name(), recognisers=3)
    document = queued(alice, pages=4)
    found = queue_state.read()
    assert found.open_pages == {document.share_key: 4}
    assert (found.pace, found.recognisers, found.here) == (pytest.approx(7), 5, 3)
