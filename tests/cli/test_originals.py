"""The fingerprint of a file that may be opened again."""

from __future__ import annotations

import hashlib
import os

import pytest

from onlineocr.cli import originals
from onlineocr.ocr.limits import Limits


def test_it_is_the_same_for_a_file_and_its_content(tmp_path):
    (tmp_path / "a").write_bytes(b"content")
    assert originals.digest(tmp_path / "a") == originals.digest(b"content") == hashlib.sha256(b"content").hexdigest()


def test_a_file_that_cannot_be_read_twice_has_none(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert [originals.digest(tmp_path / name) for name in ("pipe", "none", ".")] == ["", "", ""]


@pytest.mark.parametrize(("more", "has_one"), [(0, True), (1, False)])
def test_a_file_that_is_too_large_to_be_read_has_none(tmp_path, monkeypatch, more, has_one):
    monkeypatch.setattr(originals, "Limits", lambda: Limits(max_bytes=10))
    (tmp_path / "a").write_bytes(b"x" * (10 + more))
    assert bool(originals.digest(tmp_path / "a")) is has_one
