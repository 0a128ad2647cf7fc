"""When a document's turn comes and when it will be read, from what waits and how fast pages have been read lately."""

from __future__ import annotations

from dataclasses import dataclass

from onlineocr.dbclock import DatabaseNow

from .models import QueueEntry, Run, Worker
from .states import Status
from .workers import WORKER_SEEN


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
    pace = pages_per_second()
    mine = run.queue_entries.waiting().order_by("turn", "page").values_list("priority", "turn", "page")
    left = run.total - run.done
    first, last = mine.first(), mine.last()
    if first is None or last is None:
        return Forecast(None, _seconds(left, pace))
    ahead = _before(*last) + 1
    return Forecast(_before(*first) + 1, _seconds(ahead + left - mine.count(), pace))


def pages_per_second() -> float | None:
    """How fast the workers that were seen lately read, all together; None when nothing is known."""
    lately = Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN, page_ms__gt=0)
    return sum(1000 * count / ms for count, ms in lately.values_list("recognisers", "page_ms") if ms) or None


def _before(priority: int, turn: int, page: int) -> int:
    """Waiting pages that come before this one, while callers have equally many pages under way."""
    waiting = QueueEntry.objects.waiting()
    sooner = waiting.filter(priority__lt=priority).count()
    same = waiting.filter(priority=priority)
    return sooner + same.filter(turn__lt=turn).count() + same.filter(turn=turn, page__lt=page).count()


def _seconds(pages: int, pace: float | None) -> float | None:
    return round(pages / pace, 1) if pace else None
