"""Parts of a list by a cursor, which encodes a position in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onlineocr import cursors

from ..models import Document
from .listing import Listing, Order, Position


class BadCursor(ValueError):
    """The text is no cursor that was made here for this order. The message names the remedy."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Start of a part of a list: right after a position, or (``back``) right before it; None is the list's end.

    As text it is opaque and signed, so nothing in it has to be trusted.
    """

    order: Order
    position: Position | None = None
    back: bool = False

    @property
    def first(self) -> bool:
        """Return whether it is the beginning of the list."""
        return self.position is None and not self.back

    def __str__(self) -> str:
        value = self.position and self.position.value
        value = value.isoformat() if isinstance(value, datetime) else value
        value = [str(self.order), self.back, value, self.position and self.position.key]
        return cursors.write(value, purpose=_PURPOSE)

    @classmethod
    def parse(cls, text: str, order: Order) -> Cursor:
        """Parse a cursor that was made for ``order``; :class:`BadCursor` for any other text."""
        try:
            made_for, back, value, key = cursors.read(text, purpose=_PURPOSE)
        except ValueError:
            raise BadCursor(f"The cursor is broken. {_REMEDY}") from None
        if made_for != str(order):
            raise BadCursor(f"The cursor belongs to a list ordered by '{made_for}'. {_REMEDY}")
        if value is not None and order.field in {"created_at", "updated_at"}:
            value = datetime.fromisoformat(value)
        return cls(order, None if key is None else Position(value, key), back)


_REMEDY = "Take 'next' or 'previous' of an answer as they are, or begin again without a cursor."
_PURPOSE = "onlineocr.api.cursor"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list, and the cursors of those beside it; None where there is none."""

    rows: Sequence[Document]
    next: Cursor | None
    previous: Cursor | None

    @classmethod
    def of(cls, listing: Listing, text: str, size: int) -> Part:
        """Return the part of up to ``size`` rows at the cursor ``text``, by default the first one.

        Rows that are added or deleted between two calls do not shift the parts: each remaining row appears once. After
        a deletion, a part may be empty and still have a cursor back. :class:`BadCursor` for another text.
        """
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
            next=Cursor(listing.order, last) if after else None,
            previous=Cursor(listing.order, first, back=True) if before else None,
        )
