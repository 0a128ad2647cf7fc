from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from onlineocr.cli.migrate import fingerprint, is_up_to_date

from .conftest import ROOT, clean_environment


@pytest.fixture
def migrated(onlineocr, tmp_path, monkeypatch):
    monkeypatch.setenv("ONLINEOCR_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert onlineocr("migrate", ONLINEOCR_DATA=str(tmp_path)).returncode == 0
    return tmp_path / "db.sqlite3"


@pytest.mark.parametrize("command", [["-m", "onlineocr", "migrate"], ["manage.py", "migrate", "--verbosity", "0"]])
def test_nobody_else_may_read_the_database(tmp_path, command):
    tmp_path.chmod(0o755)
    environment = clean_environment() | {"ONLINEOCR_DATA": str(tmp_path)}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert "db.sqlite3" in [path.name for path in files]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_it_makes_the_tables_and_knows_that_it_did(migrated):
    with closing(sqlite3.connect(migrated)) as database:
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (0,)
    assert is_up_to_date()


def test_a_restored_older_database_is_looked_at_again(migrated):
    with closing(sqlite3.connect(migrated)) as database:
        database.execute(f"PRAGMA user_version = {fingerprint() - 1}")
    assert not is_up_to_date()


def test_only_django_can_tell_about_another_database(migrated, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://localhost/onlineocr")
    assert not is_up_to_date()


def test_no_database_is_not_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setenv("ONLINEOCR_DATA", str(tmp_path))
    assert not is_up_to_date()


def test_a_file_that_is_no_database_is_not_up_to_date(tmp_path, monkeypatch):
    monkeypatch.setenv("ONLINEOCR_DATA", str(tmp_path))
    (tmp_path / "db.sqlite3").write_bytes(b"not a database" * 100)
    assert not is_up_to_date()
