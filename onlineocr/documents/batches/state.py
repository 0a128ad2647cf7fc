"""The state of a batch and of its files, by a number of queries that does not grow with the batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import Coalesce, RowNumber

from ..models import Batch, Document, Page
from ..models.states import OPEN, Status
from ..queue.estimates import forecast, pages_per_second
from ..search.filters import InBatch
from ..search.listing import Listing, Order

PROBLEMS = 3
"""Failed pages that are named for each file."""


@dataclass(frozen=True, slots=True)
class State:
    """``states``: the number of files in each state. ``done`` and ``total``: pages, as in `services.progress`.

    ``doubts``: words that nobody has confirmed. ``seconds``: until all are read; None if unknown.
    """

    states: dict[str, int]
    done: int
    total: int
    doubts: int
    needs_review: int
    seconds: float | None

    @property
    def files(self) -> int:
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Return the number of files that wait or are being read."""
        return sum(self.states.get(status, 0) for status in OPEN)

    @property
    def status(self) -> str:
        """Return the state of the batch: that of all its files if they have the same one."""
        if self.open:
            return Status.QUEUED if self.open == self.files == self.states.get(Status.QUEUED) else Status.RUNNING
        found = set(self.states)
        if len(found) == 1:
            return found.pop()
        return Status.PARTIAL if found else Status.QUEUED


@dataclass(frozen=True, slots=True)
class File:
    """A document of the batch. ``problems`` are the first failed pages of its latest run."""

    document: Document
    done: int
    total: int
    doubts: int
    seconds: float | None
    problems: list[dict[str, Any]] = field(default_factory=list)


def of(batch: Batch) -> State:
    """Return the state of the whole batch."""
    rows = batch.documents.order_by()
    found = list(
        rows.values_list("status").annotate(
            files=Count("pk"),
            done=Sum("latest__done"),
            total=Sum("latest__total"),
            review=Count("pk", filter=Q(needs_review=True)),
        )
    )
    stopped = rows.filter(latest__cancel_requested=True).values("latest")
    canceled = Page.objects.filter(run__in=stopped, status=Status.CANCELED).count()
    last = batch.documents.filter(status__in=OPEN).select_related("latest").order_by("-created_at", "-id").first()
    return State(
        states={status: count for status, count, *_ in found},
        done=sum(row[2] or 0 for row in found) - canceled,
        total=sum(row[3] or 0 for row in found),
        doubts=of_doubts(batch),
        needs_review=sum(row[4] for row in found),
        seconds=forecast(last.run).seconds if last is not None and last.latest_id else None,
    )


def listing(batch: Batch) -> Listing:
    """Return the documents of the batch, in the order in which they were added."""
    rows = Document.objects.select_related("latest", "shown", "owner")
    return Listing(None, InBatch(batch.pk), order=Order("created_at", descending=False), rows=rows)


def files(documents: Sequence[Document]) -> list[File]:
    """Return the state of ``documents``, which are some of a batch's in its order, loaded by `listing`."""
    documents = [document for document in documents if document.latest is not None]
    shown = {document.shown_id or document.run.pk for document in documents}
    doubts = dict(
        Page.objects.succeeded().filter(run__in=shown).order_by().values_list("run").annotate(sum=Sum("doubts"))
    )
    canceled = _canceled([one.run.pk for one in documents if one.run.cancel_requested])
    problems = _problems([one.run.pk for one in documents if one.status in {Status.PARTIAL, Status.FAILED}])
    seconds = _seconds(documents)
    return [
        File(
            one,
            one.run.done - canceled.get(one.run.pk, 0),
            one.run.total,
            doubts.get(one.shown_id or one.run.pk) or 0,
            seconds.get(one.pk),
            problems[one.run.pk],
        )
        for one in documents
    ]


def is_readable(batch: Batch) -> bool:
    """Return whether a page of the batch has a result."""
    return Page.objects.succeeded().filter(run__in=_runs(batch)).exists()


def of_doubts(batch: Batch) -> int:
    """Return the number of doubtful words in the batch that nobody has confirmed."""
    count: int = Page.objects.succeeded().filter(run__in=_runs(batch)).aggregate(sum=Sum("doubts"))["sum"] or 0
    return count


def _runs(batch: Batch) -> Any:
    """Return the runs whose results are shown, or else are under way."""
    return batch.documents.order_by().values(run=Coalesce("shown", "latest"))


def _canceled(runs: list[int]) -> dict[int, int]:
    rows = Page.objects.filter(run__in=runs, status=Status.CANCELED).order_by().values_list("run")
    return dict(rows.annotate(count=Count("pk")))


def _problems(runs: list[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if runs:
        place = Window(RowNumber(), partition_by="run", order_by="number")
        rows = Page.objects.filter(run__in=runs, status=Status.FAILED).annotate(place=place).filter(place__lte=PROBLEMS)
        for run, page, code, detail in rows.order_by("run", "number").values_list(
            "run", "number", "error_code", "error_detail"
        ):
            found[run].append({"page": page, "code": code, "detail": detail})
    return found


def _seconds(documents: Sequence[Document]) -> dict[int, float]:
    """Return the seconds until each document is read: the first by its place in the queue, each other after it."""
    waiting = [one for one in documents if not Status(one.status).ended]
    pace = pages_per_second() if waiting else None
    if not pace:
        return {}
    first = forecast(waiting[0].run).seconds
    found, at = {}, (first or 0.0) - (waiting[0].run.total - waiting[0].run.done) / pace
    for one in waiting:
        at += (one.run.total - one.run.done) / pace
        found[one.pk] = round(at, 1)
    return found


def summaries(batches: Sequence[Batch]) -> dict[int, dict[str, int]]:
    """Return the number of files, and of those that have ended, of each of ``batches`` by its primary key."""
    rows = Document.objects.filter(batch__in=[batch.pk for batch in batches]).order_by().values_list("batch")
    sums = rows.annotate(files=Count("pk"), ended=Count("pk", filter=~Q(status__in=OPEN)), total=Sum(F("pages")))
    found = {pk: {"files": files, "ended": ended, "pages": pages or 0} for pk, files, ended, pages in sums}
    return {batch.pk: found.get(batch.pk, {"files": 0, "ended": 0, "pages": 0}) for batch in batches}
