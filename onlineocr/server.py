"""The web process: granian over ``onlineocr.wsgi``. ``python -m onlineocr.server HOST PORT``

One process with 64 threads: a call that waits for its document sleeps in a thread, and the health check still
answers at once. Threads that idle end by themselves.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from onlineocr.lifeline import end_with_parent

THREADS = 64
STOP_SECONDS = 5


def load(target: str) -> Callable[..., Any]:
    """Runs in the process that serves: import the application there."""
    end_with_parent()
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(import_module(module), name)
    gc.collect()
    gc.freeze()  # what is loaded stays: looking through it again and again made single answers late by 0.1 s
    return application


def main(host: str, port: int) -> None:
    Granian(
        "onlineocr.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backpressure=1024,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    ).serve(target_loader=load)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
