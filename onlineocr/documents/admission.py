"""Who may put how much into the queue: bounds on what waits, quotas on what is handed in, room for what is kept.

Everything is counted by lane, an account or an address; see `lanes`. `check` refuses early and cheaply, before a file
is received; `enter` decides, in the transaction that writes the rows. There it takes a lock that only other admissions
want (SQLite's own write lock, an advisory lock on PostgreSQL), so that calls at the same moment cannot slip past.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from onlineocr.ocr.errors import TooManyPages

from . import queries
from .forecast import pages_per_second
from .ledger import Allowance, Usage
from .models import Document, Page
from .refusals import QueueFull, QuotaExceeded, StorageFull

_LOCK = 0x6F6E_6C69_6E65  # "online", of admissions on PostgreSQL
_LONGEST = 600.0  # seconds: nobody is told to come back later than this for a queue that is full
_PAGES_A_SECOND = 1.0  # of a recogniser, before one was measured
_IDLE = 60.0  # when nobody reads now
_SHUT = 0.25  # seconds for which a full queue is taken to stay full
_KEPT = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a lane may: pages and bytes in a window, bytes that are kept; 0 is no bound."""

    pages: int = 0
    bytes: int = 0
    storage: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lane stands. ``waiting`` counts its open pages, ``waiting_all`` everybody's; ``pages`` and ``bytes``
    what it handed in since ``since``; ``stored`` what it keeps, None where that was not asked for."""

    lane: str
    bounds: Bounds
    waiting: int
    waiting_all: int
    pages: int
    bytes: int
    since: datetime
    until: datetime
    stored: int | None = None

    @property
    def places(self) -> int:
        """Pages for which there is room in the queue."""
        return max(0, min(settings.QUEUE_LANE - self.waiting, settings.QUEUE_PAGES - self.waiting_all))

    @property
    def reset(self) -> float:
        """Seconds until the window ends."""
        return max(0.0, (self.until - timezone.now()).total_seconds())

    def after(self, pages: int, size: int) -> Standing:
        """Where it stands once so much more was taken."""
        return replace(
            self,
            waiting=self.waiting + pages,
            waiting_all=self.waiting_all + pages,
            pages=self.pages + pages,
            bytes=self.bytes + size,
        )


def bounds_of(owner: Any) -> Bounds:
    """What this user may, or a visitor (None). Staff may all."""
    if owner is not None and owner.is_staff:
        return Bounds()
    bounds = Bounds(settings.QUOTA_PAGES, settings.QUOTA_BYTES, 0 if owner is None else settings.STORAGE_BYTES)
    own = None if owner is None else Allowance.objects.filter(user=owner).first()
    if own is None:
        return bounds
    told = {"pages": own.pages, "bytes": own.bytes, "storage": own.storage}
    return replace(bounds, **{name: value for name, value in told.items() if value is not None})


def window(moment: datetime) -> tuple[datetime, datetime]:
    """Begin and end of the day or month (UTC) around ``moment``."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if settings.QUOTA_WINDOW == "day":
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def standing(lane: str, owner: Any) -> Standing:
    """Where ``lane``, the one of ``owner`` or of a visitor (None), stands now."""
    since, until = window(timezone.now())
    waiting_all, waiting = _open(lane)
    used = Usage.objects.filter(lane=lane, window=settings.QUOTA_WINDOW, since=since).values_list("pages", "bytes")
    pages, size = used.first() or (0, 0)
    return Standing(lane, bounds_of(owner), waiting, waiting_all, pages, size, since, until)


def check(found: Standing, owner: Any) -> None:
    """:class:`Refused` when not even one page of one byte can be taken now. Counts nothing."""
    _check_queue(found, 1)
    _check_quota(found, 1, 1)
    _check_storage(owner, found.bounds, 1)


def enter(lane: str, owner: Any, *, pages: int, size: int, free: bool = False) -> None:
    """Take ``pages`` and ``size`` bytes from what ``lane`` may, or raise :class:`Refused`.

    To be called in the transaction that writes the rows, before they are written: what undoes them undoes this.
    ``free``: counted, but by no quota refused. :class:`TooManyPages` for what fits into no queue, however empty.
    """
    _lock()
    most = min(settings.QUEUE_LANE, settings.QUEUE_PAGES)
    if pages > most:
        raise TooManyPages(f"There are {pages} pages; at most {most} may wait at once on this installation")
    waiting_all, waiting = _open(lane)
    since, until = window(timezone.now())
    bounds = Bounds() if free else bounds_of(owner)
    found = Standing(lane, bounds, waiting, waiting_all, 0, 0, since, until)
    _check_queue(found, pages)
    _check_storage(owner, bounds, size)
    if not _charge(found, pages, size):
        used = Usage.objects.get(lane=lane, window=settings.QUOTA_WINDOW, since=since)
        _check_quota(replace(found, pages=used.pages, bytes=used.bytes), pages, size)


def refund(document: Document, *, pages: int, size: int) -> None:
    """Give back what a document took that turned out to be refused."""
    since, _ = window(document.created_at)
    Usage.objects.filter(lane=document.lane, window=settings.QUOTA_WINDOW, since=since).update(
        pages=Greatest(F("pages") - pages, 0), bytes=Greatest(F("bytes") - size, 0)
    )


def stored(owner: Any) -> tuple[int, int]:
    """Documents and bytes that an account keeps."""
    found = Document.objects.filter(owner=owner).aggregate(count=Count("pk"), size=Sum("size"))
    return found["count"], found["size"] or 0


def tidy() -> int:
    """Forget windows that ended long ago; how many there were."""
    return Usage.objects.filter(since__lt=timezone.now() - _KEPT).delete()[0]


class Door:
    """Remembers for a moment that the queue as a whole is full: then a call is refused without asking the database."""

    def __init__(self) -> None:
        self._until = 0.0
        self._refusal: QueueFull | None = None

    def shut(self, refusal: QueueFull) -> None:
        self._refusal, self._until = refusal, time.monotonic() + _SHUT

    @property
    def refusal(self) -> QueueFull | None:
        """Why nobody comes in now; None when the queue must be looked at."""
        return self._refusal if time.monotonic() < self._until else None


door = Door()


def _lock() -> None:
    if connection.vendor == "postgresql":  # SQLite's transactions have it from their beginning
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _open(lane: str) -> tuple[int, int]:
    """Pages that wait or are under way: everybody's, and those of ``lane``."""
    found = Page.objects.open().aggregate(everybody=Count("pk"), mine=Count("pk", filter=Q(lane=lane)))
    return found["everybody"], found["mine"]


def _check_queue(found: Standing, pages: int) -> None:
    over = found.waiting_all + pages - settings.QUEUE_PAGES
    if over > 0:
        text = f"{found.waiting_all} pages wait to be read, and at most {settings.QUEUE_PAGES} may. Try again later."
        refusal = QueueFull(text, retry_after=_until_read(over))
        if found.waiting_all >= settings.QUEUE_PAGES:
            door.shut(refusal)
        raise refusal
    over = found.waiting + pages - settings.QUEUE_LANE
    if over > 0:
        text = f"{found.waiting} pages of yours wait to be read, and at most {settings.QUEUE_LANE} may."
        raise QueueFull(f"{text} Wait until some are done.", retry_after=_until_read(over))


def _until_read(pages: int) -> float:
    """Seconds in which so many pages are probably read."""
    pace = pages_per_second() or queries.recognisers() * _PAGES_A_SECOND
    return min(_LONGEST, max(1.0, pages / pace)) if pace else _IDLE


def _charge(found: Standing, pages: int, size: int) -> bool:
    """Count so much more, by one conditional update; False when that is more than there may be."""
    key = {"lane": found.lane, "window": settings.QUOTA_WINDOW, "since": found.since}
    rows = Usage.objects.filter(**key)
    if found.bounds.pages:
        rows = rows.filter(pages__lte=found.bounds.pages - pages)
    if found.bounds.bytes and size:
        rows = rows.filter(bytes__lte=found.bounds.bytes - size)
    more = {"pages": F("pages") + pages, "bytes": F("bytes") + size}
    if rows.update(**more):
        return True
    Usage.objects.bulk_create([Usage(**key)], ignore_conflicts=True)  # the first one in its window
    return bool(rows.update(**more))


def _check_quota(found: Standing, pages: int, size: int) -> None:
    for name, used, more, most in (
        ("pages", found.pages, pages, found.bounds.pages),
        ("bytes", found.bytes, size, found.bounds.bytes),
    ):
        if most and more and used + more > most:
            text = f"{used:,} of {most:,} {name} of this {settings.QUOTA_WINDOW} are used"
            if more > 1:
                text += f", and this upload has {more:,}"
            raise QuotaExceeded(f"{text}. Wait until the {settings.QUOTA_WINDOW} ends.", retry_after=found.reset)


def _check_storage(owner: Any, bounds: Bounds, size: int) -> None:
    if bounds.storage and size:
        _, kept = stored(owner)
        if kept + size > bounds.storage:
            raise StorageFull(
                f"The account keeps {kept:,} of at most {bounds.storage:,} bytes, and this upload has {size:,}. "
                "Delete documents that are not needed any more."
            )
