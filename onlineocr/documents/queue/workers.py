"""The workers that show signs of life."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F

from onlineocr import processes
from onlineocr.dbclock import DatabaseNow

from ..models import Worker

WORKER_SEEN = timedelta(seconds=20)
"""A worker counts for estimates so long after its last heartbeat."""
_SILENCE = timedelta(seconds=4)
_LOCAL_SILENCE = timedelta(seconds=12)  # of a process of this machine, which may wait for SQLite's lock


def recognisers() -> int:
    """How many recognisers the workers that were seen lately have; 0 when nobody reads."""
    return sum(Worker.objects.filter(seen_at__gte=DatabaseNow() - WORKER_SEEN).values_list("recognisers", flat=True))


def workers() -> list[Worker]:
    """The workers that show signs of life now, each second or so."""
    alive: list[Worker] = []
    for row in Worker.objects.filter(seen_at__gte=DatabaseNow() - _LOCAL_SILENCE).annotate(
        silence=DatabaseNow() - F("seen_at")
    ):
        state = processes.state(row.name)
        if state == "alive" or (state == "elsewhere" and row.silence < _SILENCE):
            alive.append(row)
    return alive
