from __future__ import annotations

import errno
import os
import secrets
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


@pytest.mark.parametrize(
    "key",
    [
        "k" * 64,
        "0123456789" * 5,
        "abcdefghijklmnopqrstuvwxyz012345",
        "secretsecretsecretsecretsecretsecret",
        "deadbeef" * 8,
        "xxxxxxxxxxxxxxxxyyyyyyyyyyyyyyyy",
        "django-insecure-8z!c%x^2k9v&1m@3n#7p$5q",
        "your-secret-key-here-change-in-production",
        "please_CHANGE_ME_before_you_deploy_this_1",
        "qwertyuiopasdfghjklzxcvbnm123456",
    ],
)
def test_a_key_that_somebody_could_guess_is_refused_with_a_remedy(key):
    with pytest.raises(ValueError, match=r"secrets\.token_urlsafe\(64\)") as refusal:
        secretkey.check(key)
    assert key not in str(refusal.value)


@pytest.mark.parametrize(("make", "size"), [(secrets.token_urlsafe, 64), (secrets.token_hex, 16)])
def test_random_keys_are_taken(make, size):
    for _ in range(200):
        secretkey.check(make(size))


def test_a_long_phrase_of_ones_own_is_taken():
    secretkey.check("seven wizards drank all of the coffee in Uppsala")
