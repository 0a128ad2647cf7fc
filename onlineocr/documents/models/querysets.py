"""Query sets of the tables, with the filters used by the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, models
from django.db.models import F, Q, Sum
from django.db.models.functions import Length

from onlineocr.dbclock import DatabaseNow
from onlineocr.ocr.pages import PageSelection

from . import lookups  # noqa: F401 - registers them
from .states import OPEN, Status

if TYPE_CHECKING:
    from .documents import Document, Page, Run  # noqa: F401
    from .queue import QueueEntry  # noqa: F401


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> DocumentQuerySet:
        """Return all documents for staff, else the user's own."""
        return self if user.is_staff else self.filter(owner_id=user.pk)

    def expired(self, now: datetime | DatabaseNow) -> DocumentQuerySet:
        """Return expired documents, the longest overdue first: in the order of the index used."""
        return self.filter(expires_at__lte=now).order_by("expires_at")


class RunQuerySet(models.QuerySet["Run"]):
    def open(self) -> RunQuerySet:
        """Return runs that wait or are under way."""
        return self.filter(status__one_of=OPEN)

    def to_be_canceled(self) -> RunQuerySet:
        """Return open runs whose cancellation was requested."""
        return self.open().filter(cancel_requested=True).order_by()  # an order by key would pass all runs


class QueueEntryQuerySet(models.QuerySet["QueueEntry"]):
    def waiting(self) -> QueueEntryQuerySet:
        """Return pages that no worker holds."""
        return self.filter(token__filled=False)  # the condition of `queue_callers` and `queue_turns`

    def leased(self) -> QueueEntryQuerySet:
        """Return pages under way."""
        return self.filter(token__filled=True)  # the condition of `queue_held`

    def lease_over(self, moment: datetime | DatabaseNow) -> QueueEntryQuerySet:
        """Return pages whose lease ended at or before ``moment``."""
        return self.leased().filter(lease_until__lte=moment)


class PageQuerySet(models.QuerySet["Page"]):
    def open(self) -> PageQuerySet:
        """Return pages that wait or are under way."""
        return self.filter(status__one_of=OPEN)

    def same_as(self, fingerprint: str) -> PageQuerySet:
        """Return pages that were read with this fingerprint."""
        return self.filter(fingerprint=fingerprint, fingerprint__filled=True)  # the latter for `page_fingerprint`

    def insert(self, run: Run, turned: Mapping[int, int | None]) -> None:
        """Insert a waiting page of ``run`` for each number in ``turned``, with the turn that a person chose for it.

        Only number and turn differ, so one row is prepared: preparing 5,000 takes a second, in which SQLite is locked.
        """
        connection, meta = connections[self.db], self.model._meta  # noqa: SLF001 - documented by Django
        page, names = self.model(run=run, number=0), connection.ops.quote_name
        fields = [field for field in meta.concrete_fields if not field.primary_key]
        row = {field.name: field.get_db_prep_save(field.pre_save(page, add=True), connection) for field in fields}
        rows = [list((row | {"number": number, "turned": turn}).values()) for number, turn in turned.items()]
        columns, marks = ", ".join(names(field.column or "") for field in fields), ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {names(meta.db_table)} ({columns}) VALUES ({marks})", rows)  # noqa: S608

    def succeeded(self) -> PageQuerySet:
        return self.filter(status=Status.SUCCEEDED)

    def mean_confidence(self) -> float | None:
        """Return the mean confidence, weighted by characters; None if no page has one."""
        known = self.exclude(confidence=None).exclude(text="")
        found = known.aggregate(sure=Sum(F("confidence") * Length("text")), size=Sum(Length("text")))
        return round(found["sure"] / found["size"], 4) if found["size"] else None

    def chosen(self, selection: PageSelection) -> PageQuerySet:
        """Return the pages whose numbers are in ``selection``."""
        any_of = Q()
        for first, last in selection.ranges:
            any_of |= Q(number__gte=first) if last is None else Q(number__range=(first, last))
        return self.filter(any_of)
