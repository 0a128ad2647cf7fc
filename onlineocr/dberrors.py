"""Errors of a database that is unavailable for now: locked, full, restarting, or out of reach."""

from __future__ import annotations

import errno

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, NotSupportedError, ProgrammingError

_OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
_FULL = ("disk is full", "No space left on device")


def is_away(error: BaseException) -> bool:
    """Return whether the same call may succeed later, when the database is available again."""
    return isinstance(error, InterfaceError) or (isinstance(error, DatabaseError) and not isinstance(error, _OURS))


def is_full(error: BaseException) -> bool:
    """Return whether the disk of the files or of the database is full."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(error, DatabaseError) and any(words in str(error) for words in _FULL)
