from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from onlineocr import secretkey

ROOT = Path(__file__).parents[1]


def test_it_makes_a_key_once(tmp_path):
    first = secretkey.read_or_make(tmp_path / "key")
    assert secretkey.read_or_make(tmp_path / "key") == first
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_two_installations_have_two_keys(tmp_path):
    assert secretkey.read_or_make(tmp_path / "a") != secretkey.read_or_make(tmp_path / "b")


def test_all_who_start_at_once_get_one_key(tmp_path):
    """Each process waits for the same moment, then asks."""
    code = (
        "import sys, time, pathlib; from onlineocr import secretkey; print('up', flush=True); sys.stdin.readline();"
        "print(secretkey.read_or_make(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "key")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    started = [subprocess.Popen(command, **pipes) for _ in range(6)]
    for process in started:
        process.stdout.readline()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    keys = {process.communicate(timeout=30)[0] for process in started}
    assert keys == {(tmp_path / "key").read_text()}
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def _no_links(*_: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_it_needs_no_links(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", _no_links)
    first = secretkey.read_or_make(tmp_path / "key")
    assert len(first) >= 64
    assert secretkey.read_or_make(tmp_path / "key") == first
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("content", ["", "\n", "half a k"])
def test_half_a_key_is_none(tmp_path, monkeypatch, content):
    monkeypatch.setattr(secretkey, "PATIENCE", 0.1)
    (tmp_path / "key").write_text(content)
    with pytest.raises(ValueError, match="no whole key"):
        secretkey.read_or_make(tmp_path / "key")


def test_it_waits_for_one_who_is_writing(tmp_path):
    (tmp_path / "key").write_text("half a k")
    writer = threading.Timer(0.2, lambda: (tmp_path / "key").write_text("half a key and the other\n"))
    writer.start()
    assert secretkey.read_or_make(tmp_path / "key") == "half a key and the other"
    writer.join()
