"""Plots of pages over time, as numbers for the template's SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from onlineocr.documents.models import PageCount
from onlineocr.documents.queue import counts

WIDTH, HEIGHT = 720, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 12, 10, 24  # room for the marks of the axes


@dataclass(frozen=True, slots=True)
class Slot:
    """The pages of one hour or day; ``failed`` are among ``pages``."""

    begin: datetime
    pages: int = 0
    failed: int = 0

    @property
    def read(self) -> int:
        """Return the pages that were read."""
        return self.pages - self.failed


@dataclass(frozen=True, slots=True)
class Bar:
    """The rectangles of a slot, in units of the SVG; ``label`` is below it, or empty."""

    x: float
    width: float
    read_y: float
    read_height: float
    failed_y: float
    failed_height: float
    middle: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: its slots for the table, its bars, the marks of its axis as pairs of height and number."""

    slots: Sequence[Slot]
    bars: Sequence[Bar]
    marks: Sequence[tuple[float, int]]
    most: Slot
    total: int
    failed: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    foot: int = HEIGHT - _BOTTOM + 16


def day() -> Plot:
    """Return the last 24 hours by hour."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return _plot([hour - timedelta(hours=back) for back in range(23, -1, -1)], timedelta(hours=1), "%H:00", 4)


def month() -> Plot:
    """Return the last 30 days by day (UTC)."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return _plot([today - timedelta(days=back) for back in range(29, -1, -1)], timedelta(days=1), "%-d %b", 5)


def scale(most: int) -> list[int]:
    """Return two to four round numbers from 0 up to at least ``most``."""
    step = 1
    while step * 3 < most:
        step = {1: 2, 2: 5, 5: 10}[int(str(step)[0])] * 10 ** (len(str(step)) - 1)
    return list(range(0, max(most, 1) + step, step))


def _plot(begins: Sequence[datetime], length: timedelta, form: str, every: int) -> Plot:
    slots = _slots(begins, length)
    marks = scale(max(slot.pages for slot in slots))
    high = (HEIGHT - _TOP - _BOTTOM) / marks[-1]
    wide = (WIDTH - _LEFT - _RIGHT) / len(slots)
    floor = HEIGHT - _BOTTOM
    bars = []
    for number, slot in enumerate(slots):
        left, read, failed = _LEFT + number * wide, slot.read * high, slot.failed * high
        label = slot.begin.strftime(form) if (len(slots) - 1 - number) % every == 0 and number else ""
        bars.append(
            Bar(
                x=round(left + wide * 0.12, 1), width=round(wide * 0.76, 1), read_y=round(floor - read, 1),
                read_height=round(read, 1), failed_y=round(floor - read - failed, 1), failed_height=round(failed, 1),
                middle=round(left + wide / 2, 1), label=label,
            )
        )  # fmt: skip
    lines = [(round(floor - mark * high, 1), mark) for mark in marks]
    most = max(slots, key=lambda slot: slot.pages)
    return Plot(slots, bars, lines, most, sum(slot.pages for slot in slots), sum(slot.failed for slot in slots))


def _slots(begins: Sequence[datetime], length: timedelta) -> list[Slot]:
    pages, failed = [0] * len(begins), [0] * len(begins)
    rows = PageCount.objects.filter(since__gte=begins[0], kind=counts.ENDED).exclude(name="canceled")
    for since, name, number in rows.values_list("since", "name", "pages"):
        place = (since - begins[0]) // length
        if place < len(begins):
            pages[place] += number
            failed[place] += 0 if name == "succeeded" else number
    return [Slot(*row) for row in zip(begins, pages, failed, strict=True)]
