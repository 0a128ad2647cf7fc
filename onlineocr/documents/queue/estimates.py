"""When a document's turn comes and when it will be read, from what waits and how fast pages have been read lately."""

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
"""The run's waiting pages, and those of everybody that come before its first and before its last one."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """``place``: pages that come before the run's first waiting one, and one; None when none of its pages waits.

    ``seconds``: until all its pages are read; None before a page was measured, or when nobody reads.
    """

    place: int | None = None
    seconds: float | None = None


def forecast(run: Run) -> Forecast:
    """What is to be expected of a run, now: the queue's order is that of turns."""
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
    """How fast the workers that were seen lately read, all together; None when nothing is known."""
    lately = Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN, page_ms__gt=0)
    return sum(1000 * count / ms for count, ms in lately.values_list("recognisers", "page_ms") if ms) or None


def _seconds(pages: int, pace: float | None) -> float | None:
    return round(pages / pace, 1) if pace else None
