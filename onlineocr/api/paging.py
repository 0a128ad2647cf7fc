"""Parts of a list: by number (``?page=2&page_size=25``), and by a cursor, which encodes a position in the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from onlineocr import cursors
from onlineocr.documents.models import Document
from onlineocr.documents.search.listing import Listing, Order, Position
from onlineocr.http.errors import ProblemError
from onlineocr.http.links import absolute
from onlineocr.ocr.errors import InvalidOptions


class NumberedPages(PageNumberPagination):
    """``{"count", "next", "previous", "results"}``; ten rows a page, at most a hundred.

    A page that does not exist, or is no number, is a 404 problem. A ``page_size`` that is no positive number is 422;
    one above a hundred means a hundred.
    """

    page_size = 10
    page_size_query_param = "page_size"
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """Return the rows of a page; :class:`InvalidOptions` for a ``page_size`` that is no positive number."""
        text = request.query_params.get("page_size", "")
        if text and not (re.fullmatch("[0-9]+", text) and text.strip("0")):
            raise InvalidOptions({"page_size": f"must be a number from 1 to {self.max_page_size}"})
        return super().get_page_size(request) or self.page_size

    def get_next_link(self) -> str | None:
        return self._link(super().get_next_link())

    def get_previous_link(self) -> str | None:
        return self._link(super().get_previous_link())

    def _link(self, address: str | None) -> str | None:
        """Return ``address`` with the public host; the framework uses the host of the request."""
        if address is None or self.request is None:
            return None
        return absolute(self.request, urlunsplit(urlsplit(address)._replace(scheme="", netloc="")))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Start of a part of a list: right after a position, or (``back``) right before it; None is the list's end.

    As text it is opaque and signed, so nothing in it has to be trusted.
    """

    order: Order
    position: Position | None = None
    back: bool = False

    def __str__(self) -> str:
        value = self.position and self.position.value
        value = value.isoformat() if isinstance(value, datetime) else value
        value = [str(self.order), self.back, value, self.position and self.position.key]
        return cursors.write(value, purpose=_PURPOSE)

    @classmethod
    def parse(cls, text: str, order: Order) -> Cursor:
        """Parse a cursor that was made for ``order``; raise 400 for any other text."""
        try:
            made_for, back, value, key = cursors.read(text, purpose=_PURPOSE)
        except ValueError:
            raise ProblemError("malformed", f"The cursor is broken. {_REMEDY}") from None
        if made_for != str(order):
            raise ProblemError("malformed", f"The cursor belongs to a list ordered by '{made_for}'. {_REMEDY}")
        if value is not None and order.field in {"created_at", "updated_at"}:
            value = datetime.fromisoformat(value)
        return cls(order, None if key is None else Position(value, key), back)


_REMEDY = "Take 'next' or 'previous' of an answer as they are, or begin again without a cursor."
_PURPOSE = "onlineocr.api.cursor"


@dataclass(frozen=True, slots=True)
class CursorPage:
    """One part of a list, and the addresses of those beside it."""

    results: Sequence[Document]
    next: str | None
    previous: str | None

    @classmethod
    def of(cls, listing: Listing, request: Request, size: int) -> CursorPage:
        """Return the part at the ``cursor`` of the request, by default the first one.

        Rows that are added or deleted between two calls do not shift the parts: each remaining row appears once. After
        a deletion, a part may be empty and still have a link back.
        """
        text = request.query_params.get("cursor", "")
        cursor = Cursor.parse(text, listing.order) if text else Cursor(listing.order)
        if cursor.back:
            rows = listing.before(cursor.position, size + 1)
            more, rows = len(rows) > size, rows[-size:]
        else:
            rows = listing.after(cursor.position, size + 1)
            more, rows = len(rows) > size, rows[:size]
        came = cursor.position is not None  # the client came from the other side, so there are rows on it
        before, after = (more, came) if cursor.back else (came, more)
        first, last = (Position.of(row, listing.order) for row in (rows[0], rows[-1])) if rows else (None, None)
        return cls(
            rows,
            next=_address(request, Cursor(listing.order, last) if last else None) if after else None,
            previous=_address(request, Cursor(listing.order, first, back=True)) if before else None,
        )


def _address(request: Request, cursor: Cursor | None) -> str:
    here = absolute(request)
    return remove_query_param(here, "cursor") if cursor is None else replace_query_param(here, "cursor", str(cursor))
