"""``onlineocr backup``, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onlineocr.cli import exits

from .conftest import ROOT, Service, clean_environment


def backup(*arguments, **environment):
    command = [sys.executable, "-m", "onlineocr", "backup", *map(str, arguments)]
    given = clean_environment() | environment
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


@pytest.fixture
def data(tmp_path) -> Path:
    """A data folder as it stands in the middle of the work: a row in the log of the database, a file, odd things."""
    folder = tmp_path / "data"
    (folder / "originals" / "ab").mkdir(parents=True)
    (folder / "originals" / "ab" / "abc").write_bytes(b"the upload")
    (folder / "secret-key").write_text("sesame\n")
    (folder / "secret-key").chmod(0o600)
    (folder / "tmp").mkdir()
    (folder / "tmp" / "half").write_text("half an upload")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.fixture
def connection(data):
    with closing(sqlite3.connect(data / "db.sqlite3")) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE words (word)")
        live.execute("INSERT INTO words VALUES ('invoice')")
        live.commit()
        yield live  # its log is not in the file yet


def test_it_copies_what_must_outlive_the_program_while_the_database_is_in_use(data, connection, tmp_path):
    done = backup(tmp_path / "copy", "--data", data)
    assert (done.returncode, done.stderr) == (0, "")
    copy = tmp_path / "copy"
    assert sorted(path.name for path in copy.iterdir()) == ["db.sqlite3", "originals", "secret-key"]
    assert (copy / "originals" / "ab" / "abc").read_bytes() == b"the upload"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (copy / "db.sqlite3", copy / "secret-key")} == {0o600}
    with closing(sqlite3.connect(copy / "db.sqlite3")) as copied:
        assert copied.execute("SELECT word FROM words").fetchall() == [("invoice",)]


def test_it_replaces_nothing_and_copies_into_itself_never(data, connection, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "older").write_text("older")
    for target, says in ((tmp_path / "full", "is there already"), (data / "copy", "in the data folder itself")):
        done = backup(target, "--data", data)
        assert (done.returncode, says in done.stderr) == (exits.USAGE, True)
    assert "There is no service's data" in backup(tmp_path / "x", "--data", tmp_path / "none").stderr


def test_a_damaged_database_leaves_no_half_copy(data, tmp_path):
    (data / "db.sqlite3").write_bytes(b"no database" * 1000)
    done = backup(tmp_path / "copy", "--data", data)
    assert (done.returncode, "Traceback" in done.stderr) == (exits.OUTPUT, False)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_it_says_that_a_database_elsewhere_is_not_in_it(data, tmp_path):
    done = backup(tmp_path / "copy", "--data", data, DATABASE_URL="postgres://localhost/ocr")
    assert (done.returncode, "kept elsewhere" in done.stderr) == (0, True)


def test_a_folder_that_no_service_has_used_is_no_backup(data, tmp_path):
    """As when languages were added in a clone whose service has its data elsewhere."""
    done = backup(tmp_path / "copy", "--data", data)
    assert (done.returncode, (tmp_path / "copy").exists()) == (exits.USAGE, False)
    assert "There is no service's data in" in done.stderr


@pytest.mark.slow
def test_the_copy_holds_nothing_of_the_machines_processes(service, tmp_path):
    data = Path(service.arguments[-1])
    with closing(sqlite3.connect(data / "db.sqlite3")) as live, live:
        _fill(live)
    assert backup(tmp_path / "copy", "--data", data).returncode == 0
    with closing(sqlite3.connect(tmp_path / "copy" / "db.sqlite3")) as copy:
        pages = copy.execute("SELECT token, worker, lease_until, attempts FROM documents_queueentry").fetchall()
        assert pages == [("", "", None, 1)]
        for table in ("documents_worker", "documents_keyedcall"):
            assert copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert copy.execute("SELECT token, worker, attempts FROM webhooks_delivery").fetchall() == [("", "", 0)]


def _fill(live: sqlite3.Connection) -> None:
    """A worker, a page that it reads, a message that it sends, a call that holds its key."""
    live.execute("PRAGMA foreign_keys = OFF")
    _insert(live, "documents_worker", name="host/1/2")
    _insert(live, "documents_queueentry", page_id=1, run_id=1, token="t", worker="host/1/2", attempts=2)
    _insert(live, "webhooks_delivery", token="t", worker="host/1/2", attempts=1)
    _insert(live, "documents_keyedcall", holder="h", process="host/1/2")


def _insert(live: sqlite3.Connection, table: str, **values: object) -> None:
    """A row with these values; the other columns that must have one are 0."""
    columns = live.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: 0 for _, name, _, needed, default, key in columns if needed and default is None and not key} | values
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    live.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(row.values()))


@pytest.mark.slow
def test_a_service_goes_on_from_its_restored_copy(service, tmp_path):
    data = Path(service.arguments[-1])
    made = [sys.executable, "-m", "onlineocr", "admin", "create", "alice", "--password-stdin"]
    given = clean_environment() | {"ONLINEOCR_DATA": str(data)}
    subprocess.run(made, cwd=ROOT, env=given, input="correct horse battery", text=True, check=True)
    assert backup(tmp_path / "copy", "--data", data).returncode == 0
    service.end()
    shutil.rmtree(data)
    shutil.copytree(tmp_path / "copy", data)
    again = Service(service.arguments).start()
    again.end()
    taken = subprocess.run(
        made, cwd=ROOT, env=given, input="correct horse battery", capture_output=True, text=True, check=False
    )
    assert "already exists" in taken.stderr
