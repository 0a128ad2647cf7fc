"""Garbage collection in a separate thread.

Python collects cycles in any thread that allocates. Garbage may hold an SQLite cursor of another thread, and freeing it
takes the lock of that cursor's connection. A thread that waits for the database holds this lock for up to 10 s, in
which a call that only reads would be blocked.
"""

from __future__ import annotations

import gc
import threading
import time

_LOOK = 0.05  # seconds between two checks of the amount of garbage


def collect_aside() -> None:
    """Collect garbage in a separate thread only. Objects loaded so far are exempt: scanning them takes 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.disable()
    threading.Thread(target=_collect, name="garbage", daemon=True).start()


def _collect() -> None:
    while True:
        time.sleep(_LOOK)
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [number for number in range(3) if counts[number] > thresholds[number]]
        if due:
            gc.collect(max(due))
