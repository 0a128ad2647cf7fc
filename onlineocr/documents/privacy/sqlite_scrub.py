"""Removal of the traces of deleted rows from SQLite's files. On PostgreSQL, VACUUM does this.

Three places keep words of deleted rows, although ``secure_delete`` writes zeros over each deleted row:

- the full-text index: FTS5 only notes that a row is deleted, until its segments happen to be merged;
- the free space inside pages of the database: when SQLite moves rows from one page to its neighbor, it does not clear
  their old place, and no setting makes it do so (about one deletion in two hundred leaves something);
- the write-ahead log: earlier versions of pages.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, transaction

_INDEXES = ("documents_search", "documents_page_search")
_MERGE_PAGES = 500  # pages of the index in one transaction: about 2 MiB, some tens of milliseconds
_WIPE_PAGES = 2000  # pages of the database in one transaction
_TRIES = 50  # attempts to find the log empty after taking the lock
_LEAF, _INTERIOR = {10, 13}, {2, 5}  # first byte of a b-tree page: index and table
_HEADER = struct.Struct(">BHHHB")  # kind, first free block, cells, start of their content, fragments
_BLOCK = struct.Struct(">HH")  # next free block, size
_PATIENCE_MS = 200


def remove() -> bool:
    """Remove every trace of deleted rows; return False if another connection prevents it and it must be tried again.

    Other processes can go on: no lock is held for longer than a short transaction.
    """
    if connection.vendor != "sqlite":
        return True
    for index in _INDEXES:
        _forget_words(index)
    return _empty_log() and _wipe()


def _forget_words(index: str) -> None:
    """Remove deleted words from the index."""
    if sqlite3.sqlite_version_info >= (3, 42):
        if _config(index, "secure-delete") == 1:
            return  # FTS5 removes the words of a row together with the row
        _command(index, "secure-delete", 1)
    _command(index, "merge", -_MERGE_PAGES)  # begin to merge all segments into one
    while True:
        began, before = time.monotonic(), _changes()
        _command(index, "merge", _MERGE_PAGES)
        if _changes() - before < 2:
            return
        time.sleep(min(1.0, time.monotonic() - began))  # the lock is free for others half of the time


def _command(index: str, name: str, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES (%s, %s)", [name, value])  # noqa: S608


def _config(index: str, name: str) -> Any:
    with connection.cursor() as cursor:
        row = cursor.execute(f"SELECT v FROM {index}_config WHERE k = %s", [name]).fetchone()  # noqa: S608
    return row[0] if row else None


def _changes() -> int:
    changes: int = connection.connection.total_changes
    return changes


def _empty_log() -> bool:
    """Copy the write-ahead log into the database and truncate it; return False if a reader still needs it."""
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")  # nobody can write while it waits for readers
        try:
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            busy = 1
        cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy


def _wipe() -> bool:
    """Write zeros over the free space in pages; return False if each attempt found a new write in the log."""
    path = str(connection.settings_dict["NAME"])
    fd = _descriptor(path)
    with connection.cursor() as cursor:
        (size,) = cursor.execute("PRAGMA page_size").fetchone()
    numbers = list(_dirty(fd, size))
    parts = (numbers[start : start + _WIPE_PAGES] for start in range(0, len(numbers), _WIPE_PAGES))
    return all(_wipe_part(path, fd, size, part) for part in parts)


def _wipe_part(path: str, fd: int, size: int, numbers: list[int]) -> bool:
    for _ in range(_TRIES):
        if not _empty_log():
            return False
        if _wipe_pages(path, fd, size, numbers):
            return True
    return False


def _wipe_pages(path: str, fd: int, size: int, numbers: list[int]) -> bool:
    """Write zeros over the free space of these pages; return False if the log is not empty.

    Under the write lock and with an empty log, neither a writer nor a checkpoint changes the file. SQLite ignores free
    space, so a kill or power cut in the middle does no harm. The commit afterwards makes every connection drop its
    cached pages.
    """
    connection.close()  # a page in this connection's cache could be written back as it was
    with transaction.atomic():
        if Path(f"{path}-wal").stat().st_size:
            return False
        for number in numbers:
            place = (number - 1) * size
            page = os.pread(fd, size, place)
            for begin, end in free_ranges(page, number):
                if page.count(0, begin, end) != end - begin:
                    os.pwrite(fd, bytes(end - begin), place + begin)
        os.fsync(fd)
        with connection.cursor() as cursor:
            cursor.execute('UPDATE documents_erasure SET "key" = "key"')
    return True


def _dirty(fd: int, size: int) -> Iterator[int]:
    """Yield the numbers of pages whose free space is not zero, as seen while others may write."""
    together = 256
    number, place = 1, 0
    while chunk := os.pread(fd, size * together, place):
        for start in range(0, len(chunk) - size + 1, size):
            page = chunk[start : start + size]
            if any(page.count(0, begin, end) != end - begin for begin, end in free_ranges(page, number)):
                yield number
            number += 1
        place += len(chunk)


def free_ranges(page: bytes, number: int) -> Iterator[tuple[int, int]]:
    """Yield the unused ranges of a database page as (from, to), ``to`` exclusive; see "B-tree Pages" in SQLite's file
    format.

    Yields nothing for a page that is not a b-tree: the first byte of an overflow or free page is that of a page number,
    below the kinds of b-tree pages in any file of less than 128 GiB. Also yields nothing for an inconsistent page.
    """
    head = 100 if number == 1 else 0
    kind, block, cells, content, _ = _HEADER.unpack_from(page, head)
    if kind not in _LEAF | _INTERIOR:
        return
    end_of_pointers = head + (8 if kind in _LEAF else 12) + 2 * cells
    if content == 0:
        content = 65536
    if not end_of_pointers <= content <= len(page):
        return
    yield end_of_pointers, content
    while content <= block <= len(page) - 4:
        following, length = _BLOCK.unpack_from(page, block)
        if length < 4 or block + length > len(page) or (following and following <= block):
            return
        yield block + 4, block + length
        block = following


@cache
def _descriptor(path: str) -> int:
    """Open the database file once and never close it: POSIX drops all of SQLite's locks when any descriptor is
    closed."""
    return os.open(path, os.O_RDWR | os.O_CLOEXEC)
