"""Quotas: limits on waiting pages, on pages and bytes uploaded in a period, and on stored bytes.

Everything is counted per caller, an account or an address; see `callers`. `check` refuses early and cheaply, before a
file is received. `enter` decides, in the transaction that writes the rows. It takes a lock used only by admissions
(SQLite's own write lock, an advisory lock on PostgreSQL), so that simultaneous calls cannot exceed a limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Sum
from django.db.models.functions import Greatest
from django.utils import timezone

from onlineocr.ocr.errors import TooManyPages

from ..models import Allowance, Document, Usage
from . import queue_state, shedding
from .errors import QuotaExceeded, StorageFull
from .queue_state import QueueState

_LOCK = 0x6F6E_6C69_6E65  # "online", the key of PostgreSQL's advisory lock for admissions
_KEPT = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a caller: pages and bytes per period, stored bytes; 0 means unlimited."""

    pages: int = 0
    bytes: int = 0
    storage: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Usage of a caller. ``queue`` has the open pages of all callers; ``pages`` and ``bytes`` are its uploads since
    ``since``."""

    share_key: str
    bounds: Bounds
    queue: QueueState
    pages: int
    bytes: int
    since: datetime
    until: datetime

    @property
    def waiting(self) -> int:
        """Return the number of the caller's open pages."""
        return self.queue.of(self.share_key)

    @property
    def places(self) -> int:
        """Return the number of pages for which there is room in the queue."""
        if shedding.overfull(self.queue, self.share_key) is not None:
            return 0
        return max(0, min(settings.QUEUE_LANE - self.waiting, settings.QUEUE_PAGES - self.queue.total))

    @property
    def reset(self) -> float:
        """Return the seconds until the period ends."""
        return max(0.0, (self.until - timezone.now()).total_seconds())

    def after(self, pages: int, size: int) -> Standing:
        """Return the usage with ``pages`` and ``size`` bytes more."""
        return replace(
            self,
            queue=self.queue.plus(self.share_key, pages),
            pages=self.pages + pages,
            bytes=self.bytes + size,
        )


def bounds_of(owner: Any) -> Bounds:
    """Return the limits of this user, or of a visitor (None). Staff have no limits."""
    if owner is not None and owner.is_staff:
        return Bounds()
    bounds = Bounds(settings.QUOTA_PAGES, settings.QUOTA_BYTES, 0 if owner is None else settings.STORAGE_BYTES)
    own = None if owner is None else Allowance.objects.filter(user=owner).first()
    if own is None:
        return bounds
    told = {"pages": own.pages, "bytes": own.bytes, "storage": own.storage}
    return replace(bounds, **{name: value for name, value in told.items() if value is not None})


def window(moment: datetime) -> tuple[datetime, datetime]:
    """Return the begin and end of the day or month (UTC) around ``moment``."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if settings.QUOTA_WINDOW == "day":
        return day, day + timedelta(days=1)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def standing(share_key: str, owner: Any) -> Standing:
    """Return the current usage of ``share_key``, the caller of ``owner`` or of a visitor (None)."""
    since, until = window(timezone.now())
    used = Usage.objects.filter(share_key=share_key, window=settings.QUOTA_WINDOW, since=since).values_list(
        "pages", "bytes"
    )
    pages, size = used.first() or (0, 0)
    return Standing(share_key, bounds_of(owner), queue_state.read(), pages, size, since, until)


def check(found: Standing, owner: Any) -> None:
    """Raise :class:`AdmissionError` if not even one page of one byte can be taken now. Counts nothing."""
    _check_queue(found, 1)
    _check_quota(found, 1, 1)
    _check_storage(owner, found.bounds, 1)


def enter(share_key: str, owner: Any, *, pages: int, size: int, skip_quota: bool = False) -> None:
    """Charge ``share_key`` with ``pages`` and ``size`` bytes, or raise :class:`AdmissionError`.

    Call it in the transaction that writes the rows, before they are written: a rollback removes the charge too. With
    ``skip_quota`` the charge is counted, but never refused by a quota. :class:`TooManyPages` if even an empty queue is
    too small.
    """
    _lock()
    most = min(settings.QUEUE_LANE, settings.QUEUE_PAGES)
    if pages > most:
        raise TooManyPages(f"There are {pages} pages; at most {most} may wait at once on this installation")
    since, until = window(timezone.now())
    bounds = Bounds() if skip_quota else bounds_of(owner)
    found = Standing(share_key, bounds, queue_state.read(), 0, 0, since, until)
    _check_queue(found, pages)
    _check_storage(owner, bounds, size)
    if not _charge(found, pages, size):
        used = Usage.objects.get(share_key=share_key, window=settings.QUOTA_WINDOW, since=since)
        _check_quota(replace(found, pages=used.pages, bytes=used.bytes), pages, size)


def require_room(owner: Any, size: int) -> None:
    """Raise :class:`StorageFull` if ``owner`` may not store ``size`` more bytes. Call it in the transaction that adds
    them."""
    _lock()
    _check_storage(owner, bounds_of(owner), size)


def refund(document: Document, *, pages: int, size: int) -> None:
    """Give the charge of a document back that was refused later."""
    since, _ = window(document.created_at)
    Usage.objects.filter(share_key=document.share_key, window=settings.QUOTA_WINDOW, since=since).update(
        pages=Greatest(F("pages") - pages, 0), bytes=Greatest(F("bytes") - size, 0)
    )


def stored(owner: Any) -> tuple[int, int]:
    """Return the number of documents and bytes that an account stores."""
    found = Document.objects.filter(owner=owner).aggregate(count=Count("pk"), size=Sum("size"))
    return found["count"], found["size"] or 0


def tidy() -> int:
    """Delete usage of periods that ended long ago; return the number of rows."""
    return Usage.objects.filter(since__lt=timezone.now() - _KEPT).delete()[0]


def _lock() -> None:
    if connection.vendor == "postgresql":  # on SQLite each transaction begins with the write lock
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _check_queue(found: Standing, pages: int) -> None:
    if (refusal := shedding.overfull(found.queue, found.share_key, pages)) is not None:
        raise refusal


def _charge(found: Standing, pages: int, size: int) -> bool:
    """Count the pages and bytes by one conditional update; return False if they exceed the limits."""
    key = {"share_key": found.share_key, "window": settings.QUOTA_WINDOW, "since": found.since}
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
