"""The way through a document: the page that is shown, those beside it, the rail of thumbnails, the doubtful words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.http import urlencode

from onlineocr.documents.models import Document, Page, Run
from onlineocr.documents.models.states import Status
from onlineocr.ocr.wording import counted

from .page import THUMBNAIL, image

BESIDE = 20
"""Thumbnails before and after the present page: a document may have thousands of pages."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A page in the rail. ``image`` is empty until the page has been read, and where the picture needs a password;
    ``checked``: a person corrected or confirmed it, and no doubtful word is left."""

    number: int
    address: str
    image: str
    status: str
    doubts: int
    checked: bool
    current: bool

    @property
    def said(self) -> str:
        """Return the state of the page in words, for its link."""
        if self.status == Status.FAILED:
            return "could not be read"
        if self.status != Status.SUCCEEDED:
            return "not read yet"
        if self.checked:
            return "checked"
        return counted(self.doubts, "doubtful word") if self.doubts else ""


class _Row(NamedTuple):
    """The columns of a page that the rail needs; its text and result may be long."""

    number: int
    status: str
    doubts: int | None
    revision: int
    needs_review: bool
    turned: int | None


@dataclass(frozen=True, slots=True)
class Walk:
    """The place of page ``number`` among the ``total`` pages, and the ways to others; "" where there is none."""

    number: int
    place: int
    total: int
    last: int
    previous: str
    next: str
    rail: Sequence[Thumbnail]
    before: str
    after: str
    doubts: int

    @property
    def complete(self) -> bool:
        """Return whether the document's pages are numbered from 1 without gaps, as when all were to be read."""
        return self.last == self.total


def walk(
    document: Document,
    run: Run,
    asked: str,
    query: Mapping[str, str],
    *,
    default: int = 1,
    only: Sequence[int] = (),
) -> Walk:
    """Return the walk at the page ``asked``, or at the nearest one; at ``default`` if no number was asked for.

    ``query`` is kept in the addresses of other pages. The rail has only the pages ``only``, if there are any.
    """
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else default
    rows = run.pages.order_by("number")
    last = rows.filter(number__gte=number).values_list("number", flat=True).first()
    number = last or rows.values_list("number", flat=True).last() or 1
    sums = rows.aggregate(total=Count("pk"), place=Count("pk", filter=Q(number__lte=number)), doubts=Sum("doubts"))
    before, after = _around(rows, number)
    earlier, later = _around(rows.filter(number__in=only), number) if only else (before, after)

    def way(rows: Sequence[_Row], index: int) -> str:
        return address(query, rows[index].number) if len(rows) > index else ""

    shown = earlier[-BESIDE:] + later[: BESIDE + 1]
    return Walk(
        number=number,
        place=sums["place"],
        total=sums["total"],
        last=rows.values_list("number", flat=True).last() or 1,
        previous=address(query, before[-1].number) if before else "",
        next=way(after, 1),
        rail=[_thumbnail(document, row, query, current=row.number == number) for row in shown],
        before=address(query, earlier[0].number) if len(earlier) > BESIDE else "",
        after=way(later, BESIDE + 1),
        doubts=sums["doubts"] or 0,
    )


def address(query: Mapping[str, str], number: int) -> str:
    """Return the relative address of another page."""
    return "?" + urlencode({name: value for name, value in query.items() if value} | {"page": number})


def _around(rows: QuerySet[Page], number: int) -> tuple[list[_Row], list[_Row]]:
    """Return the pages before page ``number``, and it with those after it; one more of each than the rail shows."""
    before = _few(rows.filter(number__lt=number).reverse(), BESIDE + 1)[::-1]
    return before, _few(rows.filter(number__gte=number), BESIDE + 2)


def _few(rows: Any, most: int) -> list[_Row]:
    return [_Row(*row) for row in rows.values_list(*_Row._fields)[:most]]


def _turn(row: _Row) -> dict[str, str]:
    """Return the part of a picture's address that changes when a person turns the page."""
    return {} if row.turned is None else {"rotation": str(row.turned % 360)}


def _thumbnail(document: Document, row: _Row, query: Mapping[str, str], *, current: bool) -> Thumbnail:
    pictured = row.status == Status.SUCCEEDED and not document.run.protected
    return Thumbnail(
        number=row.number,
        address=address(query, row.number),
        image=image(document, row.number, query.get("token", ""), THUMBNAIL, **_turn(row)) if pictured else "",
        status=row.status,
        doubts=row.doubts or 0,
        checked=row.revision > 1 and not row.doubts and not row.needs_review,
        current=current,
    )
