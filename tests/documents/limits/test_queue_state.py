"""The expected wait of a page, from the open pages of all callers; and how often the queue is looked at."""

from __future__ import annotations

import threading

import pytest
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents.limits import queue_state
from onlineocr.documents.limits.queue_state import QueueState, Watched

CALLERS = st.dictionaries(st.sampled_from(["u1", "u2", "u3", "a1", "a2", "a3"]), st.integers(1, 50))


def turns_until(open_pages: dict[str, int], caller: str) -> int:
    """Pages that are read until a new page of ``caller`` has its turn, counted one by one: that page is the last."""
    left = {**open_pages, caller: open_pages.get(caller, 0) + 1}
    read = 0
    while left[caller]:
        for name in sorted(left, key=lambda name: name == caller):
            if left[name]:
                left[name] -= 1
                read += 1
    return read - 1


@given(CALLERS, st.sampled_from(["u1", "a1", "u9"]), st.sampled_from([0.5, 1.0, 4.0]))
def test_a_new_page_waits_as_long_as_taking_turns_lasts(open_pages, caller, pace):
    assert QueueState(open_pages, pace).wait(caller) == pytest.approx(turns_until(open_pages, caller) / pace)


@given(CALLERS, st.sampled_from(["a1", "a9"]))
def test_behind_visitors_it_waits_for_visitors_only(open_pages, caller):
    visitors = {name: count for name, count in open_pages.items() if name.startswith("a")}
    assert QueueState(open_pages).wait_behind_visitors(caller) == QueueState(visitors).wait(caller)


@given(CALLERS, st.sampled_from(["u1", "u9"]), st.integers(1, 100))
def test_more_pages_are_those_of_their_caller(open_pages, caller, pages):
    before = QueueState(open_pages, pace=2.0, recognisers=3, here=1)
    after = before.plus(caller, pages)
    assert (after.of(caller), after.total) == (before.of(caller) + pages, before.total + pages)
    assert (after.pace, after.recognisers, after.here) == (2.0, 3, 1)
    assert after.wait(caller) > before.wait(caller)


def test_an_empty_queue_means_no_wait():
    assert (QueueState().wait("u1"), QueueState().total, QueueState().of("u1")) == (0, 0, 0)


@pytest.fixture
def reads(monkeypatch):
    """The states that were read, and the clock, which a test moves by ``reads.now``."""

    class Reads(list):
        now, error = 1000.0, None

        def __call__(self):
            if self.error is not None:
                raise self.error
            self.append(QueueState({"u1": len(self) + 1}))
            return self[-1]

    reads = Reads()
    monkeypatch.setattr(queue_state, "read", reads)
    monkeypatch.setattr(queue_state.time, "monotonic", lambda: reads.now)
    return reads


def test_it_reads_the_queue_four_times_a_second_at_most(reads):
    watched = Watched()
    for _ in range(40):
        watched.current()
        reads.now += 0.0625
    assert len(reads) == 10
    assert watched.current().total == len(reads) == 11


def test_it_reads_anew_after_it_was_told_to_forget(reads):
    watched = Watched()
    watched.current(), watched.current()
    watched.forget()
    assert (watched.current().total, len(reads)) == (2, 2)


def test_where_a_thread_renews_it_a_call_reads_nothing(reads):
    watched = Watched()
    watched.renewed = True
    assert (watched.current().total, len(reads)) == (0, 0)
    watched.renew()
    assert watched.current().total == 1


def test_without_a_database_the_last_state_holds_for_a_second(reads):
    watched = Watched()
    last = watched.current()
    reads.now, reads.error = reads.now + 1, OperationalError("gone")
    assert watched.current() is last
    reads.now, reads.error = reads.now + 0.9, None
    assert watched.current() is last
    reads.now += 0.2
    assert watched.current() is not last


def test_while_one_call_reads_the_others_take_the_last_state(monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(queue_state, "read", lambda: (begun.set(), go_on.wait(10), QueueState({"u1": 1}))[2])
    watched = Watched()
    slow = threading.Thread(target=watched.current)
    slow.start()
    assert begun.wait(10)
    assert watched.current().total == 0
    go_on.set()
    slow.join()
    assert watched.current().total == 1
