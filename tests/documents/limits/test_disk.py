"""Room on the disk: what uploads leave free, and the ballast that makes room for deletions."""

from __future__ import annotations

import shutil
from collections import namedtuple

import pytest

from onlineocr.documents.limits import disk
from onlineocr.documents.limits.errors import DiskFull

MIB = 1024**2
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def room(settings, tmp_path, monkeypatch):
    """``room(free=…, total=…)``: the disk has so many MiB."""
    settings.DATA_DIR, settings.DISK_RESERVE = tmp_path, 0

    def of(free: float, total: float = 100_000) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(int(total * MIB), 0, int(free * MIB)))

    of(50_000)
    return of


@pytest.mark.parametrize(("total", "kept"), [(100_000, 256), (2_048, 256), (2_040, 255), (80, 10)])
def test_uploads_leave_a_quarter_of_a_gibibyte_or_an_eighth_of_a_small_disk(room, total, kept):
    room(50, total)
    assert disk.reserve() == kept * MIB


def test_the_operator_may_keep_another_amount(settings):
    settings.DISK_RESERVE = 7 * MIB
    assert disk.reserve() == 7 * MIB


@pytest.mark.parametrize(
    ("free", "size", "taken"), [(256, 0, True), (255.9, 0, False), (260, 4, True), (260, 5, False)]
)
def test_an_upload_that_would_not_leave_the_reserve_is_refused(room, free, size, taken):
    room(free)
    if taken:
        disk.check(size * MIB)
    else:
        with pytest.raises(DiskFull):
            disk.check(size * MIB)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "other work. Its"), (1, "needs 1 MiB"), (3_000 * MIB, "needs 3,000 MiB")]
)
def test_a_refusal_names_the_amounts_and_when_to_try_again(room, size, words):
    room(100)
    with pytest.raises(DiskFull, match="has 100 MiB left, and 256 MiB are kept") as caught:
        disk.check(size)
    assert words in caught.value.detail
    assert caught.value.retry_after == 60


def test_the_ballast_is_a_sixteenth_of_the_reserve(tmp_path):
    disk.keep_ballast()
    assert (tmp_path / "ballast").stat().st_size == 16 * MIB
    assert [path.name for path in tmp_path.iterdir()] == ["ballast"]


def test_the_ballast_takes_its_room_on_a_disk_that_packs_files(settings, tmp_path):
    settings.DISK_RESERVE = 16 * MIB
    disk.keep_ballast()
    content = (tmp_path / "ballast").read_bytes()
    assert len(content) == MIB
    assert len(set(content[:10_000])) == 256


@pytest.mark.parametrize(("free", "made"), [(17, True), (16.9, False)])
def test_the_ballast_is_no_reason_to_refuse_uploads(room, settings, tmp_path, free, made):
    settings.DISK_RESERVE = 16 * MIB
    room(free)
    disk.keep_ballast()
    assert (tmp_path / "ballast").exists() is made


def test_the_ballast_is_kept_as_it_is(settings, tmp_path):
    settings.DISK_RESERVE = 16 * MIB
    (tmp_path / "ballast").write_bytes(b"x")
    disk.keep_ballast()
    assert (tmp_path / "ballast").read_bytes() == b"x"


def test_the_ballast_is_dropped_once(settings, tmp_path):
    settings.DISK_RESERVE = 16 * MIB
    assert disk.drop_ballast() is False
    disk.keep_ballast()
    assert disk.drop_ballast() is True
    assert disk.drop_ballast() is False
    assert list(tmp_path.iterdir()) == []
