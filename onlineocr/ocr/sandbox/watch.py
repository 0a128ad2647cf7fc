"""A thread of a long-running process that replaces a zygote which has died or is stopped."""

from __future__ import annotations

import threading
import time

from ..errors import OcrError
from .box import Sandbox

_LOOK = 0.5  # seconds between two checks
_SLOW = 3.0  # seconds after which an unfinished check means that no decoder can be started


class SandboxWatch(threading.Thread):
    """Checks ``sandbox`` from ``start()`` until ``stopping`` is set."""

    def __init__(self, sandbox: Sandbox, stopping: threading.Event | None = None) -> None:
        super().__init__(name="decoder watch", daemon=True)
        self._sandbox = sandbox
        self._stopping = stopping or threading.Event()
        self._fault = ""
        self._began: float | None = None

    @property
    def trouble(self) -> str:
        """A description of the fault; empty while decoders can be started."""
        began = self._began
        if began is not None and time.monotonic() - began > _SLOW:
            return self._fault or "The decoder process does not start"
        return self._fault

    def run(self) -> None:
        while not self._stopping.wait(_LOOK):
            self._began = time.monotonic()
            try:
                self._sandbox.check()
                self._fault = ""
            except (OcrError, OSError) as error:
                self._fault = str(error)
            self._began = None
