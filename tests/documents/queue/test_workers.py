"""The workers that run now, by their heartbeats and their processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr import processes
from onlineocr.documents.models import Worker
from onlineocr.documents.queue import workers

HERE, THERE = processes.name(), "other-machine-1234abcd/7/99"
DEAD = f"{processes.of_this_machine()}4194305/99"


@pytest.fixture
def seen(db):
    """``seen(name, seconds)``: a worker with two recognisers that was last seen so many seconds ago."""

    def worker(name, seconds):
        row = Worker.objects.create(name=name, recognisers=2)
        Worker.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(seconds=seconds))

    return worker


@pytest.mark.parametrize(
    ("name", "seconds", "runs"),
    [
        (HERE, 0, True),
        (HERE, 10, True),  # it may wait for the lock of the database
        (HERE, 13, False),
        (THERE, 0, True),
        (THERE, 3, True),
        (THERE, 5, False),
        (DEAD, 0, False),
    ],
    ids=["here", "here, busy", "here, silent", "there", "there, busy", "there, silent", "dead"],
)
def test_a_worker_runs_that_was_seen_lately_and_has_not_ended(seen, name, seconds, runs):
    seen(name, seconds)
    assert [row.name for row in workers.workers()] == [name] * runs


def test_without_a_worker_there_are_no_recognisers(db):
    assert (workers.workers(), workers.recognisers()) == ([], 0)


def test_recognisers_are_counted_for_a_while_after_they_were_seen(seen):
    seen(HERE, 0)
    seen(THERE, 18)
    seen("gone-1/7/99", 22)
    assert workers.recognisers() == 4
