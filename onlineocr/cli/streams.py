"""Standard input, output and error, and the signals that end a command."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn, TextIO

_STREAMS = ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))


class _Messages(io.FileIO):
    """Standard error. What cannot be written, to a full disk or a reader that has gone, is lost."""

    def write(self, data: Any) -> int:
        with suppress(OSError):
            super().write(data)
        return len(data)


class Ended(BaseException):
    """A signal requested the end. Not an ``Exception``, so that only clean-up code runs on its way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def complete() -> None:
    """Open the standard streams that the caller has closed.

    Otherwise the next opened file would become standard output. A closed output is opened so that writing fails, and no
    result is lost unnoticed; messages to a standard error that is closed or full are lost, and change no exit code.
    """
    for number, mode in _STREAMS:
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, mode)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            os.set_inheritable(number, True)
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, "r", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(_Messages(2, "w", closefd=False)),
        encoding=sys.stderr.encoding if sys.stderr else None,
        errors="backslashreplace",
        line_buffering=True,
    )


def end_on_signals() -> None:
    """Let SIGTERM and SIGHUP raise :class:`Ended`, so that no partial files are left. ``nohup`` is respected."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)  # further signals must not interrupt the clean-up
    raise Ended(number)


def flush() -> None:
    """Write buffered output, unless its reader has gone.

    Output that cannot be written is dropped: Python would try again at its end and exit with 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _drop(stream)


def _drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
        stream.flush()
