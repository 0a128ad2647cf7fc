"""Lists of documents: filtered, sorted, and read in parts by number or by position.

A part is read from an index in the list's order, so its cost does not depend on the list's length. The exception is a
criterion that few documents meet: those are looked up first, and sorted. `few` is the bound, `filters` has both forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import isqrt
from typing import Any

from django.db.models import Sum

from ..models import HISTORY_FIELDS, Document, Tally
from ..models.querysets import DocumentQuerySet
from . import document_index
from .filters import Created, Criterion, Matching

_LEAST = {"confidence": 0.0}
"""Fields that may be NULL (which sorts last in either direction), and their least other value."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a field of `HISTORY_FIELDS`; equal values are sorted by age, so that the order is total."""

    field: str = "created_at"
    descending: bool = True

    @classmethod
    def parse(cls, text: str) -> Order:
        """Read ``created_at`` or ``-created_at``; ValueError for another field."""
        order = cls(text.removeprefix("-"), text.startswith("-"))
        if order.field not in HISTORY_FIELDS:
            raise ValueError(f"must be one of: {', '.join(HISTORY_FIELDS)}; with '-' in front to turn it")
        return order

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.field}"


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a list: right after the document that has, or had, this value and this key."""

    value: Any
    key: int

    @classmethod
    def of(cls, document: Document, order: Order) -> Position:
        return cls(getattr(document, order.field), document.pk)


def few(everything: int, criteria: int) -> int:
    """Return the number of documents up to which looking them up and sorting them is faster than scanning the list.

    Looking one up costs about three times as much as scanning one; a part of a list has about twenty. With several
    criteria, many documents may meet each one and none all, so scanning is the greater risk.
    """
    return isqrt(8 * everything) if criteria < 2 else min(10_000, everything // 3)


class Listing:
    """Documents of ``owner`` (None: of all owners) that meet all of ``criteria``, in ``order``.

    Can be counted and sliced like a queryset, and read in steps with `after` and `before`. ``rows`` are the documents
    to start from; their annotations and joins are kept.
    """

    ordered = True

    def __init__(
        self,
        owner: int | None,
        *criteria: Criterion,
        order: Order | None = None,
        rows: DocumentQuerySet | None = None,
    ) -> None:
        self.owner, self.order = owner, order or Order()
        self._criteria = criteria
        self._base = Document.objects.all() if rows is None else rows
        self._narrowed: DocumentQuerySet | None = None

    def count(self) -> int:
        """Return the exact number of documents."""
        if not self._criteria:
            return self._everything()
        match self._criteria:
            case [Matching(terms)]:
                return document_index.count(terms, self.owner)
        return self._rows().count()

    def count_up_to(self, most: int) -> int:
        """Count the documents up to ``most``, or exactly where that costs no more."""
        if not self._criteria:
            return self._everything()
        return self._rows().order_by().values_list("pk", flat=True)[:most].count()

    def _everything(self) -> int:
        tallies = Tally.objects.all() if self.owner is None else Tally.objects.filter(owner_id=self.owner)
        return tallies.aggregate(sum=Sum("documents"))["sum"] or 0

    def __getitem__(self, part: slice) -> list[Document]:
        """Return the documents from number ``part.start`` (0 is the first) up to ``part.stop``."""
        start, stop = part.start or 0, part.stop
        known, unknown = self._known(), self._unknown()
        found = list(self._sorted(known)[start:stop])
        if unknown is not None and len(found) < stop - start:
            skipped = 0 if found else max(0, start - known.count())
            found += list(self._by_key(unknown)[skipped : skipped + stop - start - len(found)])
        return found

    def after(self, position: Position | None, most: int) -> list[Document]:
        """Return up to ``most`` documents after ``position``, or from the first one if it is None."""
        return list(islice(self._walk(position, back=False, most=most), most))

    def before(self, position: Position | None, most: int) -> list[Document]:
        """Return up to ``most`` documents before ``position``, or the last ones if it is None, in the list's order."""
        return list(islice(self._walk(position, back=True, most=most), most))[::-1]

    def _walk(self, position: Position | None, *, back: bool, most: int) -> Iterator[Document]:
        """Yield documents by one query per index range: those with the position's value, those beyond, those without a
        value.

        One query with OR would not be read in the order of an index.
        """
        known, unknown = self._sorted(self._known(), back=back), self._unknown()
        rest = [] if unknown is None else [self._by_key(unknown, back=back)]
        name, beyond = self.order.field, "gt" if self.order.descending == back else "lt"
        if position is None:
            pieces = [*rest, known] if back else [known, *rest]
        elif position.value is None:
            rest = [piece.filter(**{f"pk__{beyond}": position.key}) for piece in rest]
            pieces = [*rest, known] if back else rest
        else:
            equals = self._known().filter(**{name: position.value, f"pk__{beyond}": position.key})
            further = known.filter(**{f"{name}__{beyond}": position.value})
            pieces = [self._by_key(equals, back=back), further, *([] if back else rest)]
        return chain.from_iterable(piece[:most] for piece in pieces)

    def _known(self) -> DocumentQuerySet:
        """Return the documents with a value in the field of the order."""
        rows, name = self._rows(), self.order.field
        return rows.filter(**{f"{name}__gte": _LEAST[name]}) if name in _LEAST else rows

    def _unknown(self) -> DocumentQuerySet | None:
        name = self.order.field
        return self._rows().filter(**{f"{name}__isnull": True}) if name in _LEAST else None

    def _sorted(self, rows: DocumentQuerySet, *, back: bool = False) -> DocumentQuerySet:
        sign = "-" if self.order.descending != back else ""
        return rows.order_by(f"{sign}{self.order.field}", f"{sign}pk")

    def _by_key(self, rows: DocumentQuerySet, *, back: bool = False) -> DocumentQuerySet:
        return rows.order_by("-pk" if self.order.descending != back else "pk")

    def _rows(self) -> DocumentQuerySet:
        if self._narrowed is None:
            self._narrowed = self._narrow()
        return self._narrowed

    def _narrow(self) -> DocumentQuerySet:
        by_time = self.order.field == "created_at"  # then the time is a stretch of the list itself
        bound = few(self._everything(), len(self._criteria)) if self._criteria else 0
        named = {
            criterion: keys
            for criterion in self._criteria
            if not (by_time and isinstance(criterion, Created))
            and (keys := criterion.few(self.owner, bound)) is not None
        }
        if named:
            rows = self._base.filter(pk__in=set.intersection(*map(set, named.values())))
        else:
            rows = self._base if self.owner is None else self._base.filter(owner_id=self.owner)
        for criterion in self._criteria:
            if by_time and isinstance(criterion, Created) and not named:
                rows = criterion.between(rows)
            elif criterion not in named:
                rows = criterion.among(rows, self.owner)
        return rows
