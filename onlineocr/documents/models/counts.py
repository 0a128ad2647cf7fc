"""Counts of ended pages over time, which stay when the pages themselves are deleted; see `queue.counts`."""

from __future__ import annotations

from django.db import models


class PageCount(models.Model):
    """Pages of one kind that ended in the period from ``since`` to the next row's.

    The periods have ten minutes, and become hours after a day. All that is older than a month is in one row, of 1970.
    """

    since = models.DateTimeField(help_text="start of the period")
    kind = models.CharField(max_length=10, help_text="ended; language: the trained data is missing")
    name = models.CharField(max_length=40, help_text="succeeded, canceled or an error's code; name of trained data")
    pages = models.BigIntegerField(default=0)
    spent_ms = models.BigIntegerField(default=0, help_text="reading time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["since", "kind", "name"], name="page_count_once")]

    def __str__(self) -> str:
        return f"{self.pages} {self.name} since {self.since:%Y-%m-%d %H:%M}"
