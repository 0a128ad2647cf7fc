"""Pages in a worker's hands."""

import threading

from onlineocr.documents.queue.claims import Claim
from onlineocr.ocr.options import Options
from onlineocr.worker.tasks import Claimed, Ready, Task, Tasks


def task(number=1, priority=0):
    claim = Claim(
        page_id=number, token=str(number), number=number, attempt=1, key="", options=Options(), run_id=1,
        document="d", caller="u1", priority=priority, protected=False,
    )  # fmt: skip
    return Task(claim)


def test_it_hands_out_interactive_pages_before_bulk_ones_that_came_earlier():
    ready, bulk, first, second = Ready(), task(1, priority=1), task(2), task(3)
    for one in (bulk, first, second):
        ready.put(one)
    assert [ready.take() for _ in range(3)] == [first, second, bulk]


def test_it_waits_for_a_page():
    ready, one = Ready(), task()
    threading.Timer(0.05, ready.put, [one]).start()
    assert ready.take() is one


def test_it_answers_what_was_left_when_it_is_closed():
    ready, one = Ready(), task()
    ready.put(one)
    assert (ready.close(), ready.take()) == ([one], None)


def test_it_hands_out_claimed_pages_in_their_order_and_gives_back_the_rest():
    claimed, first, second, third = Claimed(), task(1), task(2), task(3)
    claimed.put([first, second, third])
    assert (claimed.take(), claimed.drain(), claimed.take()) == (first, [second, third], None)


def test_it_counts_the_recognisers_that_have_nothing_to_do():
    tasks = Tasks(6)
    assert tasks.idle(2) == 2
    for number in range(3):
        tasks.add(task(number))
    assert tasks.idle(2) == 0


def test_it_makes_room_when_a_page_has_ended():
    tasks, one = Tasks(1), task()
    tasks.room.acquire()
    tasks.add(one)
    assert not tasks.room.acquire(blocking=False)
    tasks.end(one)
    assert tasks.room.acquire(blocking=False)
    assert tasks.all() == []


def test_it_kills_what_works_at_a_canceled_page():
    one, killed = task(), []
    one.kill = lambda: killed.append(1)
    one.cancel()
    assert (one.canceled, killed) == (True, [1])
