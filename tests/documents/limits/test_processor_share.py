"""The share of the processor that taking uploads in may have while pages wait."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from onlineocr.documents.limits import processor_share
from onlineocr.documents.limits.errors import Busy
from onlineocr.documents.limits.processor_share import Backlog, Share
from onlineocr.documents.limits.queue_state import QueueState


@pytest.fixture(autouse=True)
def _patience(monkeypatch, settings):
    settings.UPLOAD_SHARE = 10
    monkeypatch.setattr(processor_share, "PATIENCE", 0.5)


def share(*, plenty: bool = True) -> Share:
    return Share(plenty=lambda *_: plenty, cores=1)


def call(one: Share, seconds: float, caller: str = "alice") -> bool:
    """A call that takes ``seconds``; False when it is refused."""
    try:
        one.enter(caller)
    except Busy:
        return False
    one.leave(seconds)
    return True


def test_while_few_pages_wait_nothing_is_bounded():
    assert all(call(share(plenty=False), 5) for _ in range(20))


def test_a_burst_passes_and_then_a_call_waits_until_the_share_has_paid():
    one = share()
    assert call(one, 1.03)
    began = time.monotonic()
    assert call(one, 0.03)
    assert 0.2 < time.monotonic() - began < 0.5


def test_what_takes_long_is_paid_for_before_the_next_call_begins():
    one = share()
    assert call(one, 10)
    began = time.monotonic()
    assert not call(one, 0.1)
    assert time.monotonic() - began >= 0.5


def test_slow_calls_do_not_shut_the_door_for_minutes():
    one = share()
    for _ in range(3):
        one.enter("alice")
    for _ in range(3):
        one.leave(60)
    with pytest.raises(Busy) as raised:
        one.enter("alice")
    assert 1 <= raised.value.retry_after <= 15


def test_past_the_line_a_call_is_refused_at_once_and_told_when_to_come_again():
    one = share()
    call(one, 20)
    with ThreadPoolExecutor(processor_share.LINE) as pool:
        waiting = [pool.submit(call, one, 0.1, f"caller {number}") for number in range(processor_share.LINE)]
        while len(one._line) < processor_share.LINE:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(Busy) as refusal:
            one.enter("bob")
        assert time.monotonic() - began < 0.2
        assert 1 <= refusal.value.retry_after <= 15
        assert not any(place.result() for place in waiting)
    assert not one._line


def test_one_caller_takes_half_of_the_line_at_most():
    one = share()
    call(one, 20)
    with ThreadPoolExecutor(processor_share.LINE) as pool:
        waiting = [pool.submit(call, one, 0.1, "alice") for _ in range(processor_share.LINE)]
        deadline = time.monotonic() + 0.3
        while time.monotonic() < deadline:
            assert len(one._line) <= processor_share.LINE // 2
            time.sleep(0.01)
        assert not any(place.result() for place in waiting)


def test_callers_in_the_line_take_turns(monkeypatch):
    monkeypatch.setattr(processor_share, "PATIENCE", 20)
    one, order, lock = share(), [], threading.Lock()
    call(one, 1.2)

    def come(caller: str) -> None:
        one.enter(caller)
        with lock:
            order.append(caller)
        one.leave(0.03)

    with ThreadPoolExecutor(8) as pool:
        for caller in ("alice",) * 6 + ("bob",):
            pool.submit(come, caller)
            time.sleep(0.02)
    assert order.index("bob") <= 1


def test_recognisers_have_enough_when_their_next_seconds_are_full(monkeypatch):
    def backlog(waiting: int, *, here: int = 2, inside: int = 0, begun: int = 0) -> bool:
        monkeypatch.setattr(
            processor_share.watched, "current", lambda: QueueState({"u1": waiting}, pace=4, recognisers=2, here=here)
        )
        return Backlog().plenty(inside, begun)

    assert [backlog(11), backlog(12)] == [False, True]
    assert backlog(11, inside=1, begun=50)
    assert not backlog(11, begun=50)
    assert not backlog(5000, here=0)
