"""The shell library of ./serve and ./test, run by sh, in a clone that locks no package at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "basename", "cat", "chmod", "date", "dirname", "flock", "ls", "mkdir", "readlink", "rm", "sha256sum")
SCRIPT = """#!/bin/sh
set -eu
here=$(dirname -- "$(readlink -f -- "$0")")
. "$here/scripts/environment.sh"
prepare_environment requirements.txt
exec "$venv/bin/python" -P -c 'import sys, onlineocr; print(onlineocr.__file__)'
"""


class Clone:
    """A clone with the real shell library and nothing to install, and a path that has only what is put there."""

    def __init__(self, folder: Path, tools: Path) -> None:
        self.folder, self.tools = folder, tools

    def start(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "start"], env={"PATH": str(self.tools)} | environment,
            capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip

    def python(self, text: str, name: str = "python3") -> None:
        (self.tools / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.tools / name).chmod(0o755)


@pytest.fixture
def clone(tmp_path):
    folder, tools = tmp_path / "a clone", tmp_path / "bin"
    (folder / "onlineocr").mkdir(parents=True)
    (folder / "onlineocr" / "__init__.py").touch()
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).write_text("# nothing\n")
    (folder / "start").write_text(SCRIPT)
    (folder / "start").chmod(0o755)
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    clone = Clone(folder, tools)
    clone.python(f'exec "{getattr(sys, "_base_executable", sys.executable)}" "$@"')
    return clone


def test_serve_shows_its_help_without_installing_anything(clone):
    shutil.copy(ROOT / "serve", clone.folder)
    done = subprocess.run([clone.folder / "serve", "--port", "1", "--help"], capture_output=True, text=True, check=True)
    assert ("./serve [--port N]" in done.stdout, done.stderr) == (True, "")
    assert not (clone.folder / ".venv").exists()


@pytest.mark.slow
def test_it_installs_once_and_again_after_every_change(clone):
    first = clone.start()
    assert first.stdout == f"{clone.folder}/onlineocr/__init__.py\n", first.stderr
    assert "Setting up .venv" in first.stderr
    assert clone.start().stderr == ""

    (clone.folder / "requirements.txt").write_text("# changed\n")
    assert "Bringing .venv up to date" in clone.start().stderr

    moved = Clone(clone.folder.rename(clone.folder.with_name("moved")), clone.tools)
    again = moved.start()
    assert again.stdout == f"{moved.folder}/onlineocr/__init__.py\n"
    assert "Setting up .venv" in again.stderr


@pytest.mark.slow
def test_an_interrupted_installation_is_made_anew(clone):
    for _ in range(2):
        process = subprocess.Popen(
            [clone.folder / "start"], env={"PATH": str(clone.tools)}, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert "Setting up .venv" in process.stderr.readline()
        while not (clone.folder / ".venv" / "pyvenv.cfg").exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    assert not list((clone.folder / ".venv").glob(".installed-*"))


@pytest.mark.slow
def test_two_at_once_install_once(clone):
    both = [
        subprocess.Popen([clone.folder / "start"], env={"PATH": str(clone.tools)}, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=100)[1] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert ["Setting up" in text for text in said].count(True) == 1


def test_without_python_it_says_what_to_install(clone):
    (clone.tools / "python3").unlink()
    refused = clone.start()
    assert refused.returncode == 1
    assert "there is no python3" in refused.stderr
    assert "apt install python3 python3-venv" in refused.stderr


def test_a_python_that_is_too_old_is_named_with_its_version(clone):
    clone.python('case "$2" in *print*) echo 3.9.2 ;; *) exit 1 ;; esac')
    refused = clone.start()
    assert refused.returncode == 1
    assert "python3 is 3.9.2" in refused.stderr


def test_a_shim_that_stands_for_nothing_is_passed_over(clone):
    clone.python("echo 'command not found' >&2; exit 127")
    assert "there is no python3" in clone.start().stderr


def test_without_the_venv_module_it_says_what_to_install(clone):
    clone.python(f'case "$*" in *ensurepip*) exit 1 ;; *) exec "{sys.executable}" "$@" ;; esac')
    refused = clone.start()
    assert refused.returncode == 1
    assert "apt install python3-venv" in refused.stderr


def test_a_chosen_python_that_does_not_fit_is_refused(clone):
    refused = clone.start(ONLINEOCR_PYTHON="/no/such/python")
    assert (refused.returncode, "ONLINEOCR_PYTHON='/no/such/python'" in refused.stderr) == (1, True)


def test_a_folder_of_somebody_else_is_left_alone(clone):
    (clone.folder / ".venv").mkdir()
    (clone.folder / ".venv" / "precious").touch()
    refused = clone.start()
    assert (refused.returncode, "is in the way" in refused.stderr) == (1, True)
    assert (clone.folder / ".venv" / "precious").exists()


@pytest.mark.parametrize("script", ["serve", "test", ".ci/run", "scripts/environment.sh", "scripts/tools.sh"])
def test_every_script_is_posix(script):
    checked = subprocess.run(["sh", "-n", ROOT / script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
