"""When a document's turn comes, and when it is read."""

import pytest

from onlineocr.documents.limits.callers import share_key_of
from onlineocr.documents.models import QueueEntry, Worker
from onlineocr.documents.queue import claims
from onlineocr.documents.queue.estimates import Forecast, forecast, pages_per_second


@pytest.fixture
def pace(db):
    """Two recognisers that read four pages a second together."""
    Worker.objects.create(name="w", recognisers=2, page_ms=500)


def of(document):
    document.refresh_from_db()
    return forecast(document.run)


def test_it_counts_the_pages_that_come_first(queued, alice, pace):
    queued(alice, pages=8)
    assert of(queued(alice, pages=4)) == Forecast(9, 3.0)


def test_it_knows_that_callers_take_turns(queued, alice, bob, pace):
    queued(alice, pages=100)
    assert of(queued(bob, pages=2)) == Forecast(2, 1.0)


def test_it_knows_that_interactive_work_goes_first(queued, alice, bob, pace):
    queued(alice, pages=10, priority=0)
    assert of(queued(bob, pages=2, priority=1)) == Forecast(11, 3.0)


def test_it_does_not_count_bulk_before_interactive(queued, alice, pace):
    queued(alice, pages=10, priority=1)
    assert of(queued(alice, pages=2)) == Forecast(1, 0.5)


def test_it_counts_pages_under_way_towards_the_time(queued, alice, pace):
    document = queued(alice, pages=2)
    for _ in range(2):
        claims.claim("w")
    assert of(document) == Forecast(None, 0.5)


def test_it_has_nothing_to_say_after_the_end(queued, alice, value, pace):
    document = queued(alice)
    claims.finish(claims.claim("w"), value())
    assert of(document) == Forecast()


def test_it_names_no_time_before_a_page_was_measured(queued, alice):
    assert of(queued(alice)) == Forecast(1, None)


def test_it_adds_up_what_the_workers_do(pace):
    Worker.objects.create(name="v", recognisers=1, page_ms=250)
    assert pages_per_second() == 8


def test_it_does_not_count_a_worker_that_is_gone(pace, settings):
    Worker.objects.update(seen_at="2020-01-01T00:00Z")
    assert pages_per_second() is None


def test_every_page_belongs_to_one_caller(queued, alice):
    queued(alice)
    assert QueueEntry.objects.get().caller == share_key_of(alice)
