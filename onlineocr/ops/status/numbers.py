"""The numbers about the service that ``/status/`` and ``/metrics`` show.

Each query reads a limited number of rows, however many documents there are.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone

from onlineocr.accounts.models import User
from onlineocr.documents.limits import disk, queue_state, quotas
from onlineocr.documents.limits.callers import is_visitor
from onlineocr.documents.models import PageCount, QueueEntry, Run, Usage, Worker
from onlineocr.documents.queue import counts, workers
from onlineocr.documents.queue.estimates import pages_per_second
from onlineocr.http.problems import TABLE
from onlineocr.ocr import languages
from onlineocr.ocr.engines.tesseract import tessdata

LATEST = 2_000
"""Number of the latest runs among which the slowest are found."""
ROWS = 10
_WORKERS = 50
_GONE = timedelta(days=1)  # a worker that was not seen for so long is not shown


@dataclass(frozen=True, slots=True)
class Queue:
    """Pages that wait, pages under way, and the age in seconds of the oldest page that waits."""

    waiting: int
    running: int
    oldest: float | None


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes of the data folder's disk."""

    free: int
    total: int
    reserve: int

    @property
    def is_full(self) -> bool:
        """Return whether uploads are refused."""
        return self.free < self.reserve


@dataclass(frozen=True, slots=True)
class Missing:
    """A language that pages needed and that is not installed. ``data``: name of its trained data."""

    data: str
    name: str
    pages: int


def queue() -> Queue:
    """Return the state of the queue."""
    running = QueueEntry.objects.leased().count()
    waiting = max(0, queue_state.watched.current().total - running)
    begun = QueueEntry.objects.waiting().order_by("pk").values_list("run__created_at", flat=True).first()
    if begun is None:
        return Queue(0, running, None)
    return Queue(max(1, waiting), running, max(0.0, (timezone.now() - begun).total_seconds()))


def room() -> Disk:
    """Return the room on the disk."""
    found = shutil.disk_usage(settings.DATA_DIR)
    return Disk(found.free, found.total, disk.reserve())


def pace() -> tuple[float, float | None]:
    """Return the pages a minute that were read in the last 10 to 20 minutes, and that the workers are able to read."""
    now = timezone.now()
    since = now.replace(minute=now.minute - now.minute % 10, second=0, microsecond=0) - counts.PERIOD
    read = PageCount.objects.filter(since__gte=since, kind=counts.ENDED).aggregate(pages=Sum("pages"))["pages"] or 0
    able = pages_per_second()
    return 60 * read / (now - since).total_seconds(), able and 60 * able


def worker_rows() -> list[dict[str, Any]]:
    """Return the workers that were seen in the last day, the latest first."""
    now, alive = timezone.now(), {row.pk for row in workers.workers()}
    return [
        {
            "name": row.name,
            "alive": row.pk in alive,
            "recognisers": row.recognisers,
            "working": row.working if row.pk in alive else 0,
            "trouble": row.trouble,
            "page_seconds": (row.page_ms or 0) / 1000,
            "started_at": row.started_at,
            "seen_at": row.seen_at,
            "silence": max(0.0, (now - row.seen_at).total_seconds()),
        }
        for row in Worker.objects.filter(seen_at__gte=now - _GONE).order_by("-seen_at")[:_WORKERS]
    ]


def ended(since: Any = None) -> dict[str, tuple[int, int]]:
    """Return the pages that ended from ``since`` on, and their reading time in ms, by name of the end."""
    return _sums(counts.ENDED, since)


def failures(since: Any) -> list[dict[str, Any]]:
    """Return the pages that failed from ``since`` on by the code of their error, the most frequent first."""
    found = [(pages, code) for code, (pages, _) in ended(since).items() if code not in {"succeeded", "canceled"}]
    titles = {code: problem.title for code, problem in TABLE.items()}
    return [{"code": code, "title": titles.get(code, ""), "pages": pages} for pages, code in sorted(found)[::-1]]


def missing_languages() -> list[Missing]:
    """Return the languages that pages of the last month needed and that are still missing, the most needed first."""
    found = _sums(counts.LANGUAGE, timezone.now() - counts.MONTH)
    rows = [
        Missing(data, language.name if (language := languages.by_tesseract(data)) else data, pages)
        for data, (pages, _) in found.items()
        if not tessdata.find(data)
    ]
    return sorted(rows, key=lambda row: (-row.pages, row.data))


def slowest() -> list[tuple[Run, int]]:
    """Return the runs with the longest reading time a page among the `LATEST` ones, with this time in ms."""
    latest = Run.objects.order_by("-pk").values("pk")[:LATEST]
    read = Run.objects.filter(pk__in=latest, done__gt=0, spent_ms__gt=0, region__isnull=True)
    timed = read.annotate(per_page=F("spent_ms") / F("done")).select_related("document").order_by("-per_page", "-pk")
    return [(run, run.spent_ms // run.done) for run in timed[:ROWS]]


def users() -> tuple[list[dict[str, Any]], int]:
    """Return the accounts with the most pages in the present day or month, and the pages of visitors without one."""
    since, _ = quotas.window(timezone.now())
    used = Usage.objects.filter(window=settings.QUOTA_WINDOW, since=since)
    visitors = used.filter(share_key__startswith="a").aggregate(pages=Sum("pages"))["pages"] or 0
    rows = list(used.filter(share_key__startswith="u").order_by("-pages", "share_key")[:ROWS])
    names = User.objects.in_bulk([int(row.share_key[1:]) for row in rows if not is_visitor(row.share_key)])
    known = [(names.get(int(row.share_key[1:])), row) for row in rows]
    return [{"user": user, "pages": row.pages, "bytes": row.bytes} for user, row in known if user], visitors


def _sums(kind: str, since: Any) -> dict[str, tuple[int, int]]:
    rows = PageCount.objects.filter(kind=kind, **({} if since is None else {"since__gte": since}))
    sums = rows.order_by().values_list("name").annotate(pages=Sum("pages"), spent=Sum("spent_ms"))
    return {name: (pages, spent) for name, pages, spent in sums}
