"""A plugin of pytest that fails a test after which a connection to the database is open and nobody can close it.

Only its thread can close a connection of Django. Left open, it would be collected at some later time, and the warning
of Python 3.13 about it would fail whatever test runs then; PostgreSQL drops no database with an open connection.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

ROOT = f"{Path(__file__).parents[2]}/"


@dataclass(frozen=True)
class Opened:
    """A connection, the thread and the test that opened it, and the calls of this project that led there."""

    wrapper: BaseDatabaseWrapper
    thread: threading.Thread
    test: str
    calls: str

    @property
    def is_open(self) -> bool:
        return self.wrapper.connection is not None and not self.wrapper.closed_in_transaction

    @property
    def is_lost(self) -> bool:
        """Whether its thread has ended, or this thread now has another connection in its place."""
        if self.thread is threading.current_thread():
            return not any(self.wrapper is known for known in connections.all(initialized_only=True))
        return not self.thread.is_alive()

    def close(self) -> None:
        self.wrapper.inc_thread_sharing()
        self.wrapper.close()

    def __str__(self) -> str:
        return f"opened in {self.test}, thread {self.thread.name!r}:\n{self.calls}"


class OpenConnections:
    """The connections that are open. They are referenced here, so none is collected before it is reported."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: list[Opened] = []
        self._test = "no test"
        connection_created.connect(self._add)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._test = item.nodeid

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Look after the fixtures have ended, too."""
        result = yield
        if lost := self.close_lost():
            opened = "\n".join(map(str, lost))
            pytest.fail(
                f"A connection to the database is left open. Close it at the end of its thread, "
                f"by connections.close_all():\n{opened}",
                pytrace=False,
            )
        return result

    def close_lost(self) -> list[Opened]:
        """Close and return the connections that nobody else can close."""
        with self._lock:
            lost = [one for one in self._opened if one.is_lost and one.is_open]
            for one in lost:
                one.close()
            self._opened = [one for one in self._opened if one.is_open]
        return lost

    def _add(self, *, connection: BaseDatabaseWrapper, **_: object) -> None:
        opened = Opened(connection, threading.current_thread(), self._test, "\n".join(_calls()))
        with self._lock:
            self._opened.append(opened)


def _calls() -> Iterator[str]:
    """Yield the calls of this project's files, the innermost first."""
    frame = sys._getframe(1)
    while frame := frame.f_back:
        file = frame.f_code.co_filename  # no Path: it would take more time than all the rest
        if file.startswith(ROOT) and "/site-packages/" not in file and file != __file__:
            yield f"  {file.removeprefix(ROOT)}:{frame.f_lineno} {frame.f_code.co_name}"
