"""When a document's turn comes and when it will be read, from what waits and how fast pages have been read lately."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from .models import Page, Run, Worker
from .queries import WORKER_SEEN
from .states import Status


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
    ahead = before + _others(lane, run.priority, before + 1)
    last = before + mine["waiting"]
    return Forecast(ahead + 1, _seconds(last + _others(lane, run.priority, last) + left - mine["waiting"], pace))


def pages_per_second() -> float | None:
    """How fast the workers that were seen lately read, all together; None when nothing is known."""
    lately = Worker.objects.filter(seen_at__gte=timezone.now() - WORKER_SEEN, page_ms__gt=0)
    return sum(1000 * count / ms for count, ms in lately.values_list("recognisers", "page_ms") if ms) or None


def _others(lane: str, priority: int, turns: int) -> int:
    """Waiting pages of other lanes that come before a lane has had so many ``turns``."""
    groups = Page.objects.queued().exclude(lane=lane, priority=priority).filter(priority__lte=priority)
    counts = groups.order_by().values_list("priority", "lane").annotate(Count("id"))
    return sum(waiting if first < priority else min(waiting, turns) for first, _, waiting in counts)


def _seconds(pages: int, pace: float | None) -> float | None:
    return round(pages / pace, 1) if pace else None
