"""The running workers, found by their heartbeats."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from onlineocr import processes
from onlineocr.dbclock import DatabaseNow

from ..models import Worker

WORKER_SEEN = timedelta(seconds=20)
"""Time after its last heartbeat in which a worker counts for estimates."""
_SILENCE = timedelta(seconds=4)
_LOCAL_SILENCE = timedelta(seconds=12)  # of a process of this machine, which may wait for SQLite's lock


def recognisers() -> int:
    """Return the number of recognisers of recently seen workers; 0 without a worker."""
    return sum(Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN).values_list("recognisers", flat=True))


def workers() -> list[Worker]:
    """Return the workers that run now, exact to about a second."""
    alive: list[Worker] = []
    for row in Worker.objects.filter(seen_at__gte=DatabaseNow() - _LOCAL_SILENCE).annotate(
        silence=DatabaseNow() - F("seen_at")
    ):
        state = processes.state(row.name)
        if state == "alive" or (state == "elsewhere" and row.silence < _SILENCE):
            alive.append(row)
    return alive
