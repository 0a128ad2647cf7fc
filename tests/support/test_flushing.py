"""Emptying the tables beside a worker: a deadlock is tried again, and nothing else."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from tests.support.flushing import DEADLOCK, TRIES, repeated


class Cause(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


def failing(times: int, sqlstate: str) -> tuple[list[str], object]:
    calls = []

    def deed(name: str) -> None:
        calls.append(name)
        if len(calls) <= times:
            raise OperationalError("no") from Cause(sqlstate)

    return calls, repeated(deed)


def test_it_tries_again_after_a_deadlock():
    calls, deed = failing(2, DEADLOCK)
    deed("flush")
    assert calls == ["flush"] * 3


def test_it_gives_up_after_some_tries():
    calls, deed = failing(99, DEADLOCK)
    with pytest.raises(OperationalError):
        deed("flush")
    assert len(calls) == TRIES


def test_it_repeats_nothing_else():
    calls, deed = failing(1, "42P01")
    with pytest.raises(OperationalError):
        deed("flush")
    assert len(calls) == 1
