"""The states of a page, a run and a document."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models


class Status(models.TextChoices):
    """The state of a page, run or document. ``partial`` is for runs and documents only: some of their pages failed."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def ended(self) -> bool:
        """Return whether the state is final."""
        return self not in OPEN


OPEN = (Status.QUEUED, Status.RUNNING)


class Priority(models.IntegerChoices):
    """The priority of a page in the queue: interactive work goes before bulk."""

    INTERACTIVE = 0
    BULK = 1


def closing(pages: Collection[str], *, canceled: bool) -> Status:
    """Return the state of a run whose pages ended in the states ``pages``."""
    if canceled and Status.CANCELED in pages:
        return Status.CANCELED
    good = sum(status == Status.SUCCEEDED for status in pages)
    if good == len(pages):
        return Status.SUCCEEDED
    return Status.PARTIAL if good else Status.FAILED
