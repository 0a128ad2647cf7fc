"""Uploaded files: written whole or not at all, and known as given up when their process ends."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from pathlib import Path

import pytest

from onlineocr.documents.files import storage
from onlineocr.documents.limits import disk
from onlineocr.documents.limits.errors import DiskFull
from onlineocr.ocr.errors import EmptyFile, TooManyBytes


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder of its own."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "tmp").mkdir()
    return tmp_path


def files(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def saved(*chunks: bytes, most: int = 1_000):
    stored = storage.save(chunks, max_bytes=most)
    storage.settle(stored.key)
    return stored


def test_it_stores_a_file_and_says_what_it_is():
    stored = saved(b"one", b"", b"two")
    assert (stored.size, stored.sha256) == (6, hashlib.sha256(b"onetwo").hexdigest())
    with storage.read(stored.key) as file:
        assert file.read() == b"onetwo"
    with storage.local(stored.key) as path:
        assert path.read_bytes() == b"onetwo"


def test_the_same_file_twice_is_two_files():
    first, second = saved(b"same"), saved(b"same")
    assert first.key != second.key
    storage.delete(first.key)
    with pytest.raises(FileNotFoundError):
        storage.read(first.key)
    storage.read(second.key).close()


def test_a_file_of_the_most_bytes_is_taken():
    assert saved(b"x" * 10, most=10).size == 10


@pytest.mark.parametrize(
    ("chunks", "error"),
    [([b"x" * 11], TooManyBytes), ([b"x" * 10, b"x"], TooManyBytes), ([], EmptyFile), ([b""], EmptyFile)],
)
def test_of_what_it_refuses_nothing_is_left(folder, chunks, error):
    with pytest.raises(error):
        storage.save(chunks, max_bytes=10)
    assert files(folder) == []
    assert storage._locks == {}


def test_of_an_upload_that_breaks_off_nothing_is_left(folder):
    def torn():
        yield b"one"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        storage.save(torn(), max_bytes=10)
    assert files(folder) == []


def test_it_looks_at_the_disk_while_it_writes(folder, monkeypatch):
    looks = []

    def check():
        looks.append(sum(path.stat().st_size for path in files(folder)))
        if len(looks) == 2:
            raise DiskFull("full")

    monkeypatch.setattr(disk, "check", check)
    monkeypatch.setattr(storage, "_CHECK_EVERY", 8)
    with pytest.raises(DiskFull):
        storage.save([b"x" * 4] * 10, max_bytes=1_000)
    assert len(looks) == 2
    assert files(folder) == []


def test_the_file_and_its_folder_are_on_the_disk_before_it_is_acknowledged(folder, monkeypatch):
    synced = []
    monkeypatch.setattr(storage.os, "fsync", lambda fd: synced.append(Path(f"/proc/self/fd/{fd}").readlink()))
    stored = saved(b"one")
    with storage.local(stored.key) as path:
        assert synced == [path, path.parent]


def test_it_leaves_nothing_open(folder):
    stored = saved(b"one")
    storage.delete(stored.key)
    targets = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the descriptor of this very list
            targets.append(link.readlink())
    assert [target for target in targets if target.is_relative_to(folder)] == []


def test_an_upload_under_way_is_not_given_up(folder):
    stored = storage.save([b"one"], max_bytes=10)
    assert list(storage.given_up()) == []
    assert [path.name for path in (folder / "pending").iterdir()] == [stored.key.rpartition("/")[2]]
    storage.settle(stored.key)
    assert list((folder / "pending").iterdir()) == []
    storage.settle(stored.key)


def test_an_upload_whose_process_ended_is_given_up(folder):
    stored = storage.save([b"one"], max_bytes=10)
    os.close(storage._locks.pop(stored.key.rpartition("/")[2]))  # as the kernel does when a process ends
    assert list(storage.given_up()) == [stored.key]
    storage.delete(stored.key)
    assert (list(storage.given_up()), files(folder)) == ([], [])


def test_to_delete_what_is_gone_is_no_error():
    stored = saved(b"one")
    storage.delete(stored.key)
    storage.delete(stored.key)


def test_it_finds_files_by_their_age():
    old, new = saved(b"old"), saved(b"new")
    with storage.local(old.key) as path:
        os.utime(path, (1_000, 1_000))
    found = [key for keys in storage.older_than(time.time() - 60) for key in keys]
    assert found == [old.key]
    assert {key for keys in storage.older_than(time.time() + 60) for key in keys} == {old.key, new.key}


def test_nobody_else_may_read_the_mark_of_an_upload(folder):
    stored = storage.save([b"one"], max_bytes=10)
    mark = folder / "pending" / stored.key.rpartition("/")[2]
    assert mark.stat().st_mode & 0o777 == 0o600
    storage.settle(stored.key)
