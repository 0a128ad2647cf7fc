"""Files made from a document: kept as long as it exists and there is room, and never half written."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest

from onlineocr.documents.files import cache


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """A data folder with nothing in it, and room for 1,000 bytes that is measured at every writing."""
    settings.DATA_DIR, settings.PICTURES_BYTES = tmp_path, 1_000
    monkeypatch.setattr(cache, "_LOOK_AFTER", 1_000)
    monkeypatch.setattr(cache, "_written", 0)
    return tmp_path / "derived"


@pytest.fixture
def uid(queued, alice) -> str:
    """Of a document of Alice's."""
    return str(queued(alice).uid)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def aged(folder: Path, name: str, seconds: int) -> None:
    """Let the file ``name`` have been used so many seconds ago."""
    path = next(folder.rglob(name))
    os.utime(path, (path.stat().st_atime - seconds, path.stat().st_mtime - seconds))


def test_it_gives_back_what_was_put(uid):
    assert cache.get(uid, "a.pdf") is None
    cache.put(uid, "a.pdf", b"one")
    cache.put(uid, "b.pdf", b"two")
    assert (cache.get(uid, "a.pdf"), cache.get(uid, "b.pdf"), cache.get(str(uuid4()), "a.pdf")) == (
        b"one",
        b"two",
        None,
    )


def test_a_file_that_is_made_anew_replaces_the_old_one(uid, folder):
    for content in (b"old", b"new"):
        cache.put(uid, "a.pdf", content)
    assert cache.get(uid, "a.pdf") == b"new"
    assert files(folder) == {"a.pdf"}


def test_it_passes_chunks_on_as_they_come_and_keeps_them_at_the_end(uid):
    chunks = cache.passed_on(uid, "a.pdf", iter([b"one", b"two"]))
    assert next(chunks) == b"one"
    assert cache.get(uid, "a.pdf") is None
    assert list(chunks) == [b"two"]
    assert cache.get(uid, "a.pdf") == b"onetwo"


def test_a_reader_who_goes_away_leaves_nothing_behind(uid, folder):
    chunks = cache.passed_on(uid, "a.pdf", iter([b"one", b"two"]))
    next(chunks)
    chunks.close()
    assert files(folder) == set()


def test_an_error_leaves_nothing_behind(uid, folder):
    def torn():
        yield b"one"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(cache.passed_on(uid, "a.pdf", torn()))
    assert files(folder) == set()


def test_a_disk_that_is_full_costs_the_cache_and_not_the_answer(uid, folder):
    folder.write_text("no folder can be made here")
    assert list(cache.passed_on(uid, "a.pdf", [b"one", b"two"])) == [b"one", b"two"]
    assert files(folder.parent) == {"derived"}


def test_of_a_document_that_is_gone_nothing_is_kept(folder, db):
    cache.put(str(uuid4()), "a.pdf", b"one")
    assert files(folder) == set()


def test_a_document_takes_its_files_along(uid, queued, alice):
    other = str(queued(alice).uid)
    for each in (uid, other):
        cache.put(each, "a.pdf", b"one")
    cache.delete(uid)
    cache.delete(uid)
    assert (cache.get(uid, "a.pdf"), cache.get(other, "a.pdf")) == (None, b"one")


def test_the_file_that_was_used_longest_ago_goes_first(uid, folder):
    for age, name in ((10, "new"), (30, "oldest"), (20, "older")):
        cache.put(uid, name, b"x" * 300)
        aged(folder, name, age)
    cache.put(uid, "newest", b"x" * 300)
    assert files(folder) == {"newest", "new", "older"}


def test_to_open_a_file_is_to_use_it(uid, folder):
    for age, name in ((20, "a"), (10, "b")):
        cache.put(uid, name, b"x" * 400)
        aged(folder, name, age)
    cache.get(uid, "a")
    cache.put(uid, "c", b"x" * 400)
    assert files(folder) == {"a", "c"}


def test_as_much_as_fits_exactly_is_kept(uid, folder):
    for name in "ab":
        cache.put(uid, name, b"x" * 500)
    assert files(folder) == {"a", "b"}
    cache.put(uid, "c", b"x")
    assert len(files(folder)) == 2


def test_the_folder_of_the_last_file_goes_with_it(uid, folder, queued, alice):
    cache.put(uid, "a", b"x" * 900)
    aged(folder, "a", 10)
    cache.put(str(queued(alice).uid), "b", b"x" * 900)
    assert not (folder / uid[-2:] / uid).exists()


def test_room_is_measured_after_a_part_of_it_was_written(uid, folder, monkeypatch):
    monkeypatch.setattr(cache, "_LOOK_AFTER", 2)
    for name in "abc":
        cache.put(uid, name, b"x" * 400)
        aged(folder, name, 10)
    assert len(files(folder)) == 3  # measured after 800 bytes: they fitted
    cache.put(uid, "d", b"x" * 400)
    assert len(files(folder)) == 2


def test_all_can_be_cleared(uid, folder):
    assert cache.clear() is False
    cache.put(uid, "a", b"x")
    assert cache.clear() is True
    assert files(folder) == set()


def test_a_sweep_finds_what_deleted_documents_left(uid, folder):
    cache.put(uid, "a", b"x")
    for gone in (uuid4(), uuid4()):
        left = folder / str(gone)[-2:] / str(gone)
        left.mkdir(parents=True, exist_ok=True)
        (left / "b").write_bytes(b"x")
    assert (cache.sweep(), files(folder)) == (2, {"a"})
    assert cache.sweep() == 0


def test_a_sweep_leaves_what_is_no_documents_folder(folder, db):
    odd = folder / "zz" / "lost+found"
    odd.mkdir(parents=True)
    assert cache.sweep() == 0
    assert odd.is_dir()
