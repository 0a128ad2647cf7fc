from __future__ import annotations

import io
import random
import tracemalloc
import zipfile
from datetime import UTC, datetime

import pytest

from onlineocr.ocr.export.zipstream import BLOCK, Member, stream

NOON = datetime(2026, 11, 22, 12, 0, 2, tzinfo=UTC)


def read(*members: Member) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(stream(members))))


def test_what_goes_in_comes_out():
    archive = read(Member("a/наш.txt", NOON, [b"one ", b"two"]), Member("empty", NOON, []))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {"a/наш.txt": b"one two", "empty": b""}
    assert archive.getinfo("a/наш.txt").date_time == (2026, 11, 22, 12, 0, 2)


def test_dense_files_are_packed_as_they_are():
    archive = read(Member("a", NOON, [bytes(BLOCK)] * 4, dense=True), Member("b", NOON, [bytes(BLOCK)] * 4))
    assert archive.read("a") == archive.read("b") == bytes(4 * BLOCK)
    assert archive.getinfo("a").compress_size > 4 * BLOCK > 100 * archive.getinfo("b").compress_size


def test_a_zip_of_nothing_is_a_zip():
    assert read().namelist() == []


@pytest.mark.parametrize("year", [1, 1970, 1980])
def test_it_takes_times_that_the_format_cannot_tell(year):
    assert read(Member("old", datetime(year, 1, 1, tzinfo=UTC), [])).getinfo("old").date_time[0] == 1980


def test_it_is_sent_while_it_is_made():
    blocks = stream([Member("large", NOON, noise(100))])
    first = next(blocks)
    assert BLOCK <= len(first) < 3 * BLOCK


def noise(blocks: int):
    """Bytes that cannot be deflated, ``blocks`` times 64 KiB."""
    source = random.Random(7)
    return (source.randbytes(BLOCK) for _ in range(blocks))


def test_its_memory_is_flat_whatever_goes_through():
    tracemalloc.start()
    try:
        size = sum(map(len, stream(Member(str(n), NOON, noise(160)) for n in range(4))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 640 * BLOCK
    assert peak < 30 * BLOCK


def test_who_stops_reading_stops_the_rest():
    closed = []

    def members():
        try:
            yield Member("large", NOON, noise(100))
            pytest.fail("asked for the next")
        finally:
            closed.append(True)

    blocks = stream(source := members())
    next(blocks)
    blocks.close()
    source.close()
    assert closed


def test_an_error_leaves_no_whole_zip():
    def broken():
        yield b"half"
        raise OSError("the disk is gone")

    blocks, got = stream([Member("a", NOON, [b"x"]), Member("b", NOON, broken())]), []
    with pytest.raises(OSError, match="gone"):
        got.extend(blocks)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(got)))
