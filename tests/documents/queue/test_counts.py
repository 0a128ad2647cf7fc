"""Counts of ended pages: in memory first, added up in the table, summed up when they are old."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from onlineocr.documents.models import PageCount
from onlineocr.documents.queue import counts


@pytest.fixture(autouse=True)
def _nothing_counted(db):
    counts._kept.clear()
    PageCount.objects.all().delete()  # a worker process of other tests writes its last ones after them


def rows():
    return sorted(PageCount.objects.values_list("kind", "name", "pages", "spent_ms"))


def test_it_adds_to_the_row_of_the_period(monkeypatch):
    now = timezone.now().replace(minute=17)
    monkeypatch.setattr(counts.timezone, "now", lambda: now)
    for spent in (100, 50):
        counts.count(counts.ENDED, "succeeded", spent_ms=spent)
        counts.flush()
    counts.count(counts.ENDED, "damaged_file", 4)
    counts.flush()
    assert rows() == [("ended", "damaged_file", 4, 0), ("ended", "succeeded", 2, 150)]
    assert {row.since.minute for row in PageCount.objects.all()} == {10}


def test_nothing_to_write_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        counts.flush()


def test_a_page_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        counts.count(counts.ENDED, "succeeded")


def test_counts_that_the_database_refuses_are_kept(monkeypatch):
    def refuse(_):
        raise DatabaseError("away")

    counts.count(counts.ENDED, "succeeded")
    with monkeypatch.context() as patch:
        patch.setattr(counts, "_write", refuse)
        with pytest.raises(DatabaseError):
            counts.flush()
    counts.count(counts.ENDED, "succeeded")
    counts.flush()
    assert rows() == [("ended", "succeeded", 2, 0)]


def test_threads_lose_no_count():
    threads = [
        threading.Thread(target=lambda: [counts.count(counts.ENDED, "succeeded") for _ in range(500)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts.flush()
    assert sum(row.pages for row in PageCount.objects.all()) == 2000


def test_old_counts_become_hours_and_then_one_row():
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for back, minute in ((1, 10), (30, 0), (30, 10), (30, 50), (24 * 40, 10), (24 * 50, 0)):
        since = (hour - timedelta(hours=back)).replace(minute=minute)
        PageCount.objects.create(since=since, kind=counts.ENDED, name="succeeded", pages=1, spent_ms=7)
    assert counts.tidy()
    assert counts.tidy()  # a second time changes nothing
    found = list(PageCount.objects.order_by("since").values_list("since", "pages", "spent_ms"))
    assert found == [
        (counts.START, 2, 14),
        (hour - timedelta(hours=30), 3, 21),
        ((hour - timedelta(hours=1)).replace(minute=10), 1, 7),
    ]


def test_the_plan_of_the_page_reads_no_whole_table():
    """The time series are found by the index of the unique rows."""
    query = PageCount.objects.filter(since__gte=timezone.now(), kind=counts.ENDED)
    if connection.vendor == "sqlite":
        assert "INDEX" in query.explain()
