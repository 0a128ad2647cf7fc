"""Estimates of a document's start and end, from the waiting pages and the recent reading speed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from onlineocr.dbclock import DatabaseNow

from ..models import Run, Worker
from ..models.states import Status
from .workers import WORKER_SEEN

_BEFORE = """(SELECT count(*) FROM documents_queueentry other, {0}
     WHERE other.token = '' AND other.priority < {0}.priority)
  + (SELECT count(*) FROM documents_queueentry other, {0}
     WHERE other.token = '' AND other.priority = {0}.priority
     AND (other.turn, other.page_id) < ({0}.turn, {0}.page_id))"""
_PLACES = f"""
WITH mine AS (SELECT priority, turn, page_id FROM documents_queueentry WHERE run_id = %s AND token = ''),
head AS (SELECT * FROM mine ORDER BY turn, page_id LIMIT 1),
tail AS (SELECT * FROM mine ORDER BY turn DESC, page_id DESC LIMIT 1)
SELECT (SELECT count(*) FROM mine), {_BEFORE.format("head")}, {_BEFORE.format("tail")}
"""  # noqa: S608 - made of our own words
"""Counts the run's waiting pages, and all waiting pages before its first and before its last one."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """``place``: position of the run's first waiting page in the queue, from 1; None if none of its pages waits.

    ``seconds``: time until all its pages are read; None before a page was measured, or without a worker.
    """

    place: int | None = None
    seconds: float | None = None


def forecast(run: Run) -> Forecast:
    """Estimate the position and end of a run: the queue's order is that of turns."""
    if Status(run.status).ended:
        return Forecast()
    pace, left = pages_per_second(), run.total - run.done
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [run.pk])
        waiting, before_first, before_last = cursor.fetchone()
    if not waiting:
        return Forecast(None, _seconds(left, pace))
    return Forecast(before_first + 1, _seconds(before_last + 1 + left - waiting, pace))


def pages_per_second() -> float | None:
    """Return the total speed of the recently seen workers; None if unknown."""
    lately = Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN, page_ms__gt=0)
    return sum(1000 * count / ms for count, ms in lately.values_list("recognisers", "page_ms") if ms) or None


def _seconds(pages: int, pace: float | None) -> float | None:
    return round(pages / pace, 1) if pace else None
