"""Machines that lack something: a home folder, shared memory maps, rights, a language, standard streams."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import WITH_US

from .conftest import ROOT, clean_environment

COMMAND = [sys.executable, "-m", "onlineocr"]
MMAP = {"x86_64": 9, "aarch64": 222}
WITHOUT_SHARED_MAPS = """
import ctypes, struct, sys
from runpy import run_module
code = [(0x20, 0, 0, 0), (0x15, 0, 6, {mmap}),             # another call than mmap
        (0x20, 0, 0, 48), (0x15, 4, 0, 0xFFFFFFFF),        # of no file
        (0x20, 0, 0, 40), (0x45, 0, 2, 1), (0x06, 0, 0, 0x50000 | 19), (0x06, 0, 0, 0x7FFF0000),
        (0x06, 0, 0, 0x7FFF0000)]
filters = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *one) for one in code))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code), ctypes.addressof(filters)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
sys.argv[0] = "onlineocr"
run_module("onlineocr", run_name="__main__")
"""


def run(*command, **variables):
    given = clean_environment() | variables
    given = {name: value for name, value in given.items() if value != "unset"}
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False)


def serve_until_it_listens(*before, shell="", **variables):
    """What it said until it listened, its exit status after SIGTERM, and what it said after."""
    given = {name: value for name, value in (clean_environment() | variables).items() if value != "unset"}
    command = [*before, *COMMAND, "serve", "--port", "0", "--no-worker"]
    process = subprocess.Popen(
        ["sh", "-c", f'exec "$@" {shell}', "sh", *command] if shell else command,
        cwd=ROOT, env=given, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **WITH_US,
    )  # fmt: skip
    said = ""
    for line in process.stdout or ():
        said += line
        if "listens on" in line:
            break
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=30)
    return said, process.returncode, rest


@pytest.fixture
def nobody():
    """Runs a command as a user without an entry in /etc/passwd, by a namespace."""
    words = ["unshare", "--user", "--map-user=54321"]
    if not shutil.which("unshare") or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no user namespace")
    return words


@pytest.mark.slow
def test_it_serves_a_user_without_home_and_name(nobody, tmp_path):
    said, code, _ = serve_until_it_listens(*nobody, HOME="unset", ONLINEOCR_DATA=str(tmp_path / "data"))
    assert ("listens on" in said, code, "Traceback" in said) == (True, 0, False), said


def test_commands_work_without_home_and_name(nobody, tmp_path):
    done = run(*nobody, *COMMAND, "languages", "list", HOME="unset", ONLINEOCR_DATA=str(tmp_path / "data"))
    assert (done.returncode, "English" in done.stdout) == (0, True), done.stderr


def test_an_installed_package_without_home_asks_for_a_data_folder(nobody, tmp_path):
    shutil.copytree(ROOT / "onlineocr", tmp_path / "onlineocr", ignore=shutil.ignore_patterns("__pycache__"))
    code = "from onlineocr.cli import main; import sys; sys.argv[0] = 'onlineocr'; main()"
    command = [*nobody, sys.executable, "-P", "-c", code, "serve", "--port", "0"]
    done = run(*command, HOME="unset", XDG_DATA_HOME="unset", PYTHONPATH=str(tmp_path))
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "Example: ONLINEOCR_DATA=/var/lib/onlineocr" in done.stderr
    library = "from onlineocr.ocr.engines.tesseract import tessdata; tessdata.installed()"
    done = run(*nobody, sys.executable, "-P", "-c", library, HOME="unset", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(platform.machine() not in MMAP, reason="the number of mmap is not known here")
def test_a_file_system_without_shared_maps_is_told_in_words(tmp_path):
    code = WITHOUT_SHARED_MAPS.format(mmap=MMAP[platform.machine()])
    done = run(sys.executable, "-c", code, "serve", "--port", "0", ONLINEOCR_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"SQLite cannot work in the folder {tmp_path}" in done.stderr
    assert "Name another folder with --data or ONLINEOCR_DATA" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.parametrize("what", [".", "db.sqlite3", "secret-key"])
def test_what_this_user_may_not_use_is_named(tmp_path, what):
    if os.geteuid() == 0:
        pytest.skip("root may use everything")
    assert run(*COMMAND, "migrate", ONLINEOCR_DATA=str(tmp_path)).returncode == 0
    (tmp_path / "db.sqlite3").write_bytes(b"")  # there is something to do
    (tmp_path / what).chmod(0o500 if what == "." else 0)
    done = run(*COMMAND, "serve", "--port", "0", ONLINEOCR_DATA=str(tmp_path))
    (tmp_path / what).chmod(0o700)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert str(tmp_path) in done.stderr


def test_a_database_that_does_not_answer_is_told_in_a_line(tmp_path):
    done = run(*COMMAND, "migrate", ONLINEOCR_DATA=str(tmp_path), DATABASE_URL="postgres://127.0.0.1:1/none")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert "Check DATABASE_URL" in done.stderr


@pytest.mark.slow
def test_a_misspelt_setting_is_told_at_the_start(tmp_path):
    said, code, _ = serve_until_it_listens(ONLINEOCR_DATA=str(tmp_path), ONLINEOCR_ANONYMUS="closed")
    assert code == 0
    assert said.count("ONLINEOCR_ANONYMUS is not a setting of onlineocr. Did you mean ONLINEOCR_ANONYMOUS?") == 1


@pytest.mark.slow
def test_a_wrong_setting_is_told_once(tmp_path):
    done = run(*COMMAND, "serve", "--port", "0", ONLINEOCR_DATA=str(tmp_path), ONLINEOCR_ANONYMOUS="shut")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "ONLINEOCR_ANONYMOUS='shut' is not one of open, closed" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C", "LANG": "unset"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["C", "ASCII"],
)
def test_it_serves_in_any_locale_and_without_a_temporary_folder(tmp_path, variables):
    data = tmp_path / "dätä"
    data.mkdir()
    said, code, _ = serve_until_it_listens(ONLINEOCR_DATA=os.fsencode(data), TMPDIR="/none", **variables)
    assert ("listens on" in said, code) == (True, 0), said


@pytest.mark.slow
def test_it_serves_with_closed_streams(tmp_path):
    """Nobody hears it; the lock says that it runs."""
    command = " ".join([*COMMAND, "serve", "--port", "0", "--no-worker"])
    given = clean_environment() | {"ONLINEOCR_DATA": str(tmp_path)}
    process = subprocess.Popen(["sh", "-c", f"exec {command} <&- >&- 2>&-"], cwd=ROOT, env=given)
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(8)
        assert "http://127.0.0.1" in Path(tmp_path / "serve.lock").read_text()
    finally:
        process.terminate()
    assert process.wait(30) == 0
