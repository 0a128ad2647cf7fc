"""The parent's side of a recogniser child: send pixels, receive a page in time, or kill the child."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import time
from typing import Any

from onlineocr.ocr.errors import EngineCrashed, PageTimeout, from_wire
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page
from onlineocr.ocr.region import Region
from onlineocr.ocr.sandbox import SharedImage
from onlineocr.processes import cpu_seconds, importing, is_stopped, python, resident_bytes

from .child import UNCONFINED, receive, send

_START_SECONDS = 60.0
_TALK_SECONDS = 10.0  # limit for the rest of a message that has begun
_LOOK_SECONDS = 0.25
_STOPPED_LOOKS = 4  # in a row that find a recogniser stopped before its page is given up
_PING_SECONDS = 2.0
_PATIENCE = 3  # longest wall time of a page, as a multiple of its processor time
_KEPT_ENVIRONMENT = (
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "TESSDATA_PREFIX", "ONLINEOCR_DATA",
    "ONLINEOCR_TESSDATA", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE",
)  # fmt: skip

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}


class Recogniser:
    """One child, started on first use and again after it died or was recycled. Used by one thread."""

    def __init__(self, engine: str, *, max_pages: int, max_rss: int, confined: bool = True) -> None:
        self.engine = engine
        self._command = python("onlineocr.worker.child", engine, *([] if confined else [UNCONFINED]))
        self.max_pages = max_pages
        self.max_rss = max_rss
        self._process: subprocess.Popen[bytes] | None = None
        self._link: socket.socket | None = None
        self._pages = 0

    def warm(self) -> None:
        """Start the child and wait until its engine is loaded; :class:`EngineCrashed` if it cannot be started."""
        if self.runs:
            return
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                self._command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=_environment(),
            )
        self._link, self._pages = ours, 0
        ours.settimeout(_START_SECONDS)
        self._receive("The recogniser could not start")

    def read(
        self,
        shared: SharedImage,
        options: Options,
        region: Region | None = None,
        rotation: int | None = None,
        *,
        seconds: float,
    ) -> Page:
        """Recognize one page, or ``region`` of it, or the page turned by ``rotation``, within ``seconds`` of processor
        time and three times that of wall time.

        A busy machine makes a page wait, not fail; an engine that hangs without using the processor is ended all the
        same. Raises :class:`PageTimeout` (the child is killed), :class:`EngineCrashed` (it died, or was killed by
        :meth:`kill` from another thread), or the error that the engine reported.
        """
        self.warm()
        assert self._link is not None  # noqa: S101 - warm() made it
        self._link.settimeout(_TALK_SECONDS)
        try:
            part = region and region.to_dict()
            asked = {"image": shared.meta, "options": options.to_dict(), "region": part, "rotation": rotation}
            send(self._link, asked, (shared.fd,))
            self._await(seconds)
            answer = self._receive("The recogniser stopped while it read the page")
        except TimeoutError:
            self.close()
            raise PageTimeout(f"The page was not read within {seconds:g} s of processor time") from None
        except OSError as error:
            self.close()
            raise EngineCrashed(f"The recogniser is gone: {error}") from None
        self._recycle()
        if "error" in answer:
            raise from_wire(**answer["error"])
        return Page.from_dict(answer["page"])

    @property
    def runs(self) -> bool:
        """Return whether there is a child that has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_stopped(self) -> bool:
        """Return whether the child was stopped from outside (SIGSTOP)."""
        return self._process is not None and is_stopped(self._process.pid)

    def ping(self) -> bool:
        """Ping an idle child and return whether it answers; a child without an answer is ended."""
        if self._link is None:
            return False
        self._link.settimeout(_PING_SECONDS)
        try:
            send(self._link, {"ping": True})
            return receive(self._link) is not None
        except (OSError, ValueError):
            self.close()
            return False

    def kill(self) -> None:
        """Kill the child; callable from any thread. A page under way ends in EngineCrashed."""
        process = self._process
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    def close(self) -> None:
        """End the child and wait for it."""
        if self._link is not None:
            self._link.close()
            self._link = None
        if self._process is not None:
            self.kill()
            self._process.wait()
            self._process = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def _await(self, seconds: float) -> None:
        """Wait for the first byte of the answer; TimeoutError if the page's time ends first."""
        assert self._link is not None  # noqa: S101
        end = time.monotonic() + _PATIENCE * seconds
        most = cpu_seconds(self.pid) + seconds
        poll = select.poll()
        poll.register(self._link, select.POLLIN)
        stopped = 0
        while not poll.poll(1000 * min(_LOOK_SECONDS, seconds)):
            stopped = stopped + 1 if self.is_stopped else 0
            if stopped >= _STOPPED_LOOKS:
                raise ConnectionError("it was stopped from outside")
            if time.monotonic() > end or cpu_seconds(self.pid) > most:
                raise TimeoutError

    def _receive(self, what: str) -> dict[str, Any]:
        assert self._link is not None  # noqa: S101
        try:
            received = receive(self._link)
        except (ConnectionError, ValueError) as error:
            self.close()
            raise EngineCrashed(f"{what}: {error}") from None
        if received is None:
            status = self._process.wait(timeout=5) if self._process else None
            self.close()
            raise EngineCrashed(f"{what} (exit status {status})")
        return received[0]

    def _recycle(self) -> None:
        # Engines leak a little and keep the memory of their largest page; a new child is cheaper than a large one.
        self._pages += 1
        if self._pages >= self.max_pages or resident_bytes(self.pid) > self.max_rss:
            self.close()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    return importing(kept) | _ONE_THREAD
