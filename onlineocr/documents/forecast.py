"""When a document's turn comes and when it will be read, from what waits and how fast pages have been read lately."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from onlineocr.dbclock import DatabaseNow

from .models import Page, Run, Worker
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
    """What is to be expected of a run, now. Lanes take turns, so another lane counts no more pages than one's own."""
    if Status(run.status).ended:
        return Forecast()
    pace = pages_per_second()
    mine = run.pages.queued().aggregate(first=Min("id"), waiting=Count("id"))
    left = run.total - run.done
    if not mine["waiting"]:
        return Forecast(None, _seconds(left, pace))
    lane = run.document.lane
    before = Page.objects.queued().filter(lane=lane, priority=run.priority, id__lt=mine["first"]).count()
    others = _others(lane, run.priority)
    last = before + mine["waiting"]
    place = before + _before(others, run.priority, before + 1) + 1
    return Forecast(place, _seconds(last + _before(others, run.priority, last) + left - mine["waiting"], pace))


def pages_per_second() -> float | None:
    """How fast the workers that were seen lately read, all together; None when nothing is known."""
    lately = Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN, page_ms__gt=0)
    return sum(1000 * count / ms for count, ms in lately.values_list("recognisers", "page_ms") if ms) or None


def _others(lane: str, priority: int) -> list[tuple[int, int]]:
    """Priority and waiting pages of each other lane that may come before ``lane``."""
    groups = Page.objects.queued().exclude(lane=lane, priority=priority).filter(priority__lte=priority)
    counts = groups.order_by().values_list("priority", "lane").annotate(Count("id"))
    return [(first, waiting) for first, _, waiting in counts]


def _before(others: list[tuple[int, int]], priority: int, turns: int) -> int:
    """Waiting pages of ``others`` that come before a lane of ``priority`` has had so many ``turns``."""
    return sum(waiting if first < priority else min(waiting, turns) for first, waiting in others)


def _seconds(pages: int, pace: float | None) -> float | None:
    return round(pages / pace, 1) if pace else None
