"""Collection of garbage in a thread of its own.

Python looks for cycles in whichever thread allocates. Garbage may hold a cursor of SQLite that another thread made, and
to free it takes the lock of its connection. A thread that waits for the database holds that lock as long as it waits:
up to 10 s, in which a call that only reads would stand still.
"""

from __future__ import annotations

import gc
import threading
import time

_LOOK = 0.05  # seconds between two looks at how much there is


def collect_aside() -> None:
    """From now on no thread but one collects garbage. What is loaded by now stays: to look through it costs 0.1 s."""
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
