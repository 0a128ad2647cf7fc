"""Filters of the document list. Each criterion has two fast forms: list the few documents that meet it, by an index;
or, if many meet it, test a row that is scanned anyway.

A planner that does not know the distribution of values guesses between the two; `listing` counts up to a bound instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from ..models import Document, DocumentLanguage, DocumentTag
from ..models.querysets import DocumentQuerySet
from . import document_index
from .terms import Term

_TAGS_EACH = 4


class Criterion(Protocol):
    """A filter. ``owner`` restricts it to the documents of one owner; None means all owners."""

    def few(self, owner: int | None, most: int) -> list[int] | None:
        """Return the keys of the documents that meet it, by an index; None if there are more than ``most``."""

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:
        """Restrict ``rows`` to those that meet it, tested one by one."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column has one of several values."""

    field: str
    values: Sequence[str]

    def few(self, owner: int | None, most: int) -> list[int] | None:
        return _few(_owned(owner).filter(**{f"{self.field}__in": self.values}), most)

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        return rows.filter(**{f"{self.field}__unindexed__in": self.values})


@dataclass(frozen=True, slots=True)
class Created:
    """The document was uploaded at ``since`` or later, and before ``until``."""

    since: datetime | None = None
    until: datetime | None = None

    def few(self, owner: int | None, most: int) -> list[int] | None:
        return _few(self.between(_owned(owner)), most)

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        return self.between(rows, "created_at__unindexed")

    def between(self, rows: DocumentQuerySet, field: str = "created_at") -> DocumentQuerySet:
        """Restrict ``rows`` to this time, by an index."""
        if self.since is not None:
            rows = rows.filter(**{f"{field}__gte": self.since})
        return rows if self.until is None else rows.filter(**{f"{field}__lt": self.until})


@dataclass(frozen=True, slots=True)
class NeedsReview:
    wanted: bool

    def few(self, owner: int | None, most: int) -> list[int] | None:
        return _few(_owned(owner).filter(needs_review=True), most) if self.wanted else None

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        return rows.filter(needs_review=self.wanted)


@dataclass(frozen=True, slots=True)
class InBatch:
    """The document was handed in with the batch of this primary key."""

    batch: int

    def few(self, owner: int | None, most: int) -> list[int] | None:
        return _few(_owned(owner).filter(batch_id=self.batch), most)

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        return rows.filter(batch_id=self.batch)


@dataclass(frozen=True, slots=True)
class InLanguage:
    """The document contains one of several languages."""

    tags: Sequence[str]

    def few(self, owner: int | None, most: int) -> list[int] | None:
        mine = Q() if owner is None else Q(owner_id=owner)
        found = DocumentLanguage.objects.filter(mine, language__in=self.tags)[: len(self.tags) * most + 1]
        if found.count() > len(self.tags) * most:
            return None
        keys = set(found.values_list("document_id", flat=True))
        return list(keys) if len(keys) <= most else None

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        # By the index on the document; that on the language would scan all documents in it, for each row.
        found = DocumentLanguage.objects.filter(document=OuterRef("pk"), language__unindexed__in=self.tags)
        return rows.filter(Exists(found))


@dataclass(frozen=True, slots=True)
class Tagged:
    """The document has the tag, or one in the folder of that name. ``tag`` is folded."""

    tag: str

    def few(self, owner: int | None, most: int) -> list[int] | None:
        found = DocumentTag.objects.filter(self._named()).order_by().values_list("document_id", flat=True)
        keys = set(found[: most * _TAGS_EACH + 1])  # of every owner: an index by owner would change with it
        if len(keys) > most * _TAGS_EACH:
            return None
        return _few(_owned(owner).filter(pk__in=keys), most)

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:  # noqa: ARG002
        return rows.filter(Exists(DocumentTag.objects.filter(self._named(), document=OuterRef("pk"))))

    def _named(self) -> Q:
        # A range instead of LIKE, which SQLite looks up in no index: "0" follows "/".
        return Q(tag=self.tag) | Q(tag__gt=f"{self.tag}/", tag__lt=f"{self.tag}0")


@dataclass(frozen=True, slots=True)
class Matching:
    """The text or file name contains all ``terms``; see `search`."""

    terms: tuple[Term, ...]

    def few(self, owner: int | None, most: int) -> list[int] | None:
        if document_index.count(self.terms, owner, most=most + 1) > most:
            return None
        return document_index.documents(self.terms, owner, most=most)

    def among(self, rows: DocumentQuerySet, owner: int | None) -> DocumentQuerySet:
        return document_index.among(rows, self.terms, owner)


def _owned(owner: int | None) -> DocumentQuerySet:
    return Document.objects.all() if owner is None else Document.objects.filter(owner_id=owner)


def _few(rows: DocumentQuerySet, most: int) -> list[int] | None:
    found = rows.order_by()[: most + 1]
    return None if found.count() > most else list(found.values_list("pk", flat=True))
