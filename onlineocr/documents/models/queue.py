"""The queue and the workers; see `queue.claims` for the operations on entries."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .documents import Page, Run
from .querysets import QueueEntryQuerySet
from .states import Priority


class QueueEntry(models.Model):
    """An open page: its place in the queue while it waits, and its claim while a worker holds it.

    The row is deleted when the page ends. It is narrow because each claim writes it: results are stored in `Page`.
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="queue_entry")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="queue_entries")
    priority = models.SmallIntegerField(choices=Priority, default=Priority.INTERACTIVE)
    caller = models.CharField(max_length=24, blank=True, help_text="fair-share key: see limits.callers")
    turn = models.BigIntegerField(default=0, help_text="round in which the page is due, among its caller's pages")
    attempts = models.SmallIntegerField(default=0, help_text="number of tries, including the present one")
    worker = models.CharField(max_length=120, blank=True)
    token = models.CharField(
        max_length=32, blank=True, help_text="fencing token of the claim; empty: no worker has claimed the page"
    )
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "queue entries"
        indexes = [
            models.Index(
                fields=["priority", "caller", "turn", "page"], name="queue_callers", condition=models.Q(token="")
            ),
            models.Index(fields=["priority", "turn", "page"], name="queue_turns", condition=models.Q(token="")),
            models.Index(fields=["caller"], name="queue_held", condition=~models.Q(token="")),
        ]

    def __str__(self) -> str:
        return f"entry of {self.page}"


class Worker(models.Model):
    """A worker process with a recent heartbeat; used only for health checks and for finding abandoned pages."""

    name = models.CharField(max_length=120, unique=True, help_text="host/pid/start")
    recognisers = models.IntegerField(default=0)
    working = models.IntegerField(default=0, help_text="number of running recognisers")
    trouble = models.CharField(max_length=300, blank=True, help_text="reason why no recogniser runs")
    page_ms = models.FloatField(null=True, blank=True, help_text="average reading time of the latest pages")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
