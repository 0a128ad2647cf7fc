"""Counts of ended pages: in memory by each worker, written with its heartbeat.

A page costs no statement and no lock on a row that all workers share. A worker that is killed loses the counts of its
last seconds. The times are those of the worker's clock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ..models import PageCount
from .durability import light

ENDED = "ended"
LANGUAGE = "language"
PERIOD = timedelta(minutes=10)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)
START = datetime(1970, 1, 1, tzinfo=UTC)
"""Period of the row that has all older counts, so that the sum over all rows never decreases."""
_FINE = timedelta(hours=25)  # then ten minutes become an hour
_STAY = MONTH + timedelta(days=1)
_MOST = 5_000  # rows that are summed up in one turn

Counts = dict[tuple[datetime, str, str], tuple[int, int]]
"""Pages and their reading time in ms, by period, kind and name."""

_ADD = """
INSERT INTO documents_pagecount (since, kind, name, pages, spent_ms) VALUES {rows}
ON CONFLICT (since, kind, name) DO UPDATE
SET pages = documents_pagecount.pages + excluded.pages, spent_ms = documents_pagecount.spent_ms + excluded.spent_ms
"""

_lock = threading.Lock()
_kept: Counts = {}


def count(kind: str, name: str, pages: int = 1, *, spent_ms: int = 0) -> None:
    """Count ``pages`` that ended now, in the memory of this process."""
    now = timezone.now()
    since = now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0)
    _merge({(since, kind, name): (pages, spent_ms)})


def flush() -> None:
    """Write the counts of this process. If the database refuses them, they are kept for the next call."""
    with _lock:
        counts = dict(_kept)
        _kept.clear()
    if not counts:
        return
    try:
        with light():
            _write(counts)
    except Exception:
        _merge(counts)
        raise


def tidy() -> bool:
    """Sum up old rows; return False if there may be more."""
    now = timezone.now()
    fine = PageCount.objects.filter(since__lt=now - _FINE, since__gte=now - _STAY).exclude(since__minute=0)
    old = PageCount.objects.filter(since__lt=now - _STAY).exclude(since=START)
    return _fold(fine, lambda since: since.replace(minute=0)) and _fold(old, lambda _: START)


def _fold(rows: QuerySet[PageCount], period: Callable[[datetime], datetime]) -> bool:
    """Replace ``rows`` by their sums in longer periods; return whether these were all."""
    with transaction.atomic():
        found = list(rows.select_for_update().order_by("pk")[:_MOST])
        sums: Counts = {}
        for row in found:
            _add(sums, {(period(row.since), row.kind, row.name): (row.pages, row.spent_ms)})
        if sums:
            PageCount.objects.filter(pk__in=[row.pk for row in found]).delete()
            _write(sums)
    return len(found) < _MOST


def _merge(counts: Counts) -> None:
    with _lock:
        _add(_kept, counts)


def _add(sums: Counts, counts: Counts) -> None:
    for key, (pages, spent_ms) in counts.items():
        before = sums.get(key, (0, 0))
        sums[key] = (before[0] + pages, before[1] + spent_ms)


def _write(counts: Counts) -> None:
    """Add ``counts`` to the table by one statement, in the order of the keys, so that two writers never deadlock."""
    adapt = connection.ops.adapt_datetimefield_value
    values = [
        value
        for (since, kind, name), (pages, spent_ms) in sorted(counts.items())
        for value in (adapt(since), kind, name, pages, spent_ms)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(counts))), values)
