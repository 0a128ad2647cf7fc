"""A document's events as a stream that a client can resume after a lost connection.

Nothing is stored for it: events are derived from the rows. A page's row holds the number of pages of its run that had
ended when it did (``seq``), written in the transaction that ended it. A position in the stream is the run, that number,
the page, and the last state sent. So no event is lost or sent twice, even if another process answers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Q

from ..models import Document, Run
from ..models.states import Status
from .waiting import waiters

_PLACE = re.compile(r"(\d{1,18})-(\d{1,9})-(\d{1,9})-([a-z]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a client in the stream: the last event it received. Written as text, it is an event's id."""

    run: int = 0
    seq: int = 0
    page: int = 0
    status: str = ""

    @classmethod
    def parse(cls, text: str) -> Place:
        """Return the position that ``text`` names, or the beginning if it names none."""
        match = _PLACE.fullmatch(text)
        return cls(int(match[1]), int(match[2]), int(match[3]), match[4]) if match else cls()

    def __str__(self) -> str:
        return f"{self.run}-{self.seq}-{self.page}-{self.status}"


@dataclass(frozen=True, slots=True)
class Event:
    """An event. ``id`` is the position after it; ``data`` is small and plain."""

    id: str
    kind: Literal["status", "page", "deleted"]
    data: dict[str, Any]


def is_told(document: Document, last: str) -> bool:
    """Return whether a client that received event ``last`` has received every event of this document."""
    place = Place.parse(last)
    ended = Status(document.status).ended
    return ended and (place.run, place.status) == (document.latest_id, document.run.status)


def follow(document: Document, last: str = "", *, seconds: float, pause: float = 15.0) -> Iterator[Event | None]:
    """Yield every event after the one with the id ``last``, until the document ends or ``seconds`` have passed.

    Yields None after each ``pause`` seconds without an event. If the document is deleted, the last event is
    ``deleted``.
    """
    place = Place.parse(last)
    end = time.monotonic() + seconds
    while (run := _latest(document)) is not None:
        if run.pk != place.run:
            place = Place(run.pk)
        for event in _news(run, place):
            yield event
            place = Place.parse(event.id)
        left = end - time.monotonic()
        if Status(run.status).ended or left <= 0 or waiters.stopped:
            return
        if not _changed(document, run, min(left, pause)):
            yield None
    yield Event(str(place), "deleted", {"id": str(document.uid)})


def _latest(document: Document) -> Run | None:
    return Run.objects.filter(pk__in=Document.objects.filter(pk=document.pk).values("latest")).first()


def _news(run: Run, place: Place) -> Iterator[Event]:
    """Yield the events since ``place``: the start of reading, then pages, then the end."""
    status = Status(run.status)
    if status != place.status and not status.ended:
        place = replace(place, status=status)
        yield _status(run, place)
    after = Q(seq__gt=place.seq) | Q(seq=place.seq, number__gt=place.page)
    rows = run.pages.filter(after, seq__gt=0).order_by("seq", "number")
    for row in rows.values("number", "seq", "status", "confidence", "error_code", "error_detail").iterator(200):
        place = replace(place, seq=row["seq"], page=row["number"])
        yield _page(row, place)
    if status.ended and status != place.status:
        place = replace(place, status=status)
        yield _status(run, place)


def _status(run: Run, place: Place) -> Event:
    return Event(str(place), "status", {"status": run.status, "progress": run.progress()})


def _page(row: Mapping[str, Any], place: Place) -> Event:
    data: dict[str, Any] = {"number": row["number"], "status": row["status"], "confidence": row["confidence"]}
    if row["status"] == Status.FAILED:
        data["problem"] = {"code": row["error_code"], "detail": row["error_detail"]}
    return Event(str(place), "page", data)


def _changed(document: Document, run: Run, seconds: float) -> bool:
    """Wait until the run has changed; return False after ``seconds``."""

    def changed() -> bool:
        now = _latest(document)
        return now is None or (now.pk, now.status, now.done) != (run.pk, run.status, run.done)

    return waiters.wait_until(str(document.uid), changed, seconds)
