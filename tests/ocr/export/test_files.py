"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from onlineocr.ocr import export
from onlineocr.ocr.export import files
from tests.ocr.export.samples import FULL


@pytest.fixture(params=["unnamed", "named"])
def folder(request, tmp_path, monkeypatch):
    """On a file system that knows files without a name, and on one that does not."""
    if request.param == "named":
        monkeypatch.setattr(files, "_UNNAMED_IMPOSSIBLE", files._UNNAMED_IMPOSSIBLE | {2})
        monkeypatch.setattr(os, "O_TMPFILE", os.O_DIRECTORY)  # the kernel answers: it is a folder
    return tmp_path


def test_it_writes_a_file(folder):
    with files.replacing(folder / "x") as file:
        file.write(b"new")
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("x", b"new")]


def test_an_error_leaves_the_older_file_and_nothing_else(folder):
    (folder / "x").write_text("older")
    with suppress(ZeroDivisionError), files.replacing(folder / "x") as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("x", b"older")]


def test_its_mode_is_that_of_any_new_file(folder):
    with files.replacing(folder / "x") as file:
        file.write(b"new")
    (folder / "y").write_text("any")
    assert (folder / "x").stat().st_mode == (folder / "y").stat().st_mode


def test_a_folder_that_is_not_there_is_named(folder):
    with pytest.raises(FileNotFoundError), files.replacing(folder / "none" / "x"):
        raise AssertionError


def test_killed_outright_it_leaves_nothing(tmp_path):
    code = f"""
import os
from pathlib import Path
from onlineocr.ocr.export.files import replacing
with replacing(Path({str(tmp_path / "x")!r})) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), 9)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert list(tmp_path.iterdir()) == []


def test_the_library_writes_the_same_way(tmp_path):
    def pages():
        yield FULL
        raise ZeroDivisionError

    (tmp_path / "x.txt").write_text("older")
    with pytest.raises(ZeroDivisionError):
        export.write(tmp_path / "x.txt", pages(), "txt")
    assert (tmp_path / "x.txt").read_text() == "older"
    export.write(tmp_path / "x.txt", [FULL], "txt")
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]
