"""Which errors of a database may pass by themselves, and which tell of a full disk."""

from __future__ import annotations

import errno

import pytest
from django import db

from onlineocr import dberrors


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (db.OperationalError("database is locked"), True),
        (db.OperationalError("the database system is shutting down"), True),
        (db.InterfaceError("connection already closed"), True),
        (db.InternalError("current transaction is aborted"), True),
        (db.DatabaseError("lost"), True),
        (db.IntegrityError("UNIQUE constraint failed"), False),
        (db.DataError("value too long"), False),
        (db.ProgrammingError("no such column"), False),
        (db.NotSupportedError("no JSON"), False),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (ValueError("x"), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_a_call_may_succeed_later_where_the_fault_is_not_in_the_call(error, away):
    assert dberrors.is_away(error) is away


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EIO, "disk is full of errors"), False),
        (OSError("disk is full"), False),
        (db.OperationalError("database or disk is full"), True),
        (db.OperationalError('could not extend file "base/1": No space left on device'), True),
        (db.OperationalError("database is locked"), False),
        (ValueError("disk is full"), False),
    ],
)
def test_it_knows_a_full_disk(error, full):
    assert dberrors.is_full(error) is full
