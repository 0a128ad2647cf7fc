"""``manage.py check``: each check is silent on a sound installation, and names the remedy on another."""

from __future__ import annotations

import os
import sqlite3

import pytest

from onlineocr.ops import checks

ALL = [checks.unknown_variables, checks.debug, checks.secret_key, checks.data_folder, checks.full_text_search]


def only(found) -> tuple[str, str]:
    """The id and the hint of the one message."""
    assert len(found) == 1
    return found[0].id, found[0].hint


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_it_is_silent_on_a_sound_installation(check):
    assert check() == []


def test_each_has_an_id_and_a_meaning_of_its_own():
    ids = [check.__doc__.partition(":")[0] for check in ALL]
    assert ids == ["W001", "W002", "W003", "E001", "E002"]


def test_a_misspelt_variable_is_named(monkeypatch):
    monkeypatch.setenv("ONLINEOCR_ENGIN", "fake")
    assert only(checks.unknown_variables()) == ("onlineocr.W001", "Did you mean ONLINEOCR_ENGINE?")


def test_every_misspelt_variable_is_named(monkeypatch):
    monkeypatch.setenv("ONLINEOCR_ENGIN", "fake")
    monkeypatch.setenv("ONLINEOCR_HOSTNAMES", "x")
    assert len(checks.unknown_variables()) == 2


def test_tracebacks_for_everybody_are_named(settings):
    settings.DEBUG = True
    assert only(checks.debug())[0] == "onlineocr.W002"


@pytest.mark.parametrize(
    ("mode", "found"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True), (0o610, True), (0o601, True)]
)
def test_a_key_that_others_can_read_is_named(settings, tmp_path, mode, found):
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret-key").touch()
    (tmp_path / "secret-key").chmod(mode)
    assert [message.id for message in checks.secret_key()] == ["onlineocr.W003"] * found
    assert all(message.hint == f"Run: chmod 600 {tmp_path}/secret-key" for message in checks.secret_key())


def test_a_key_from_outside_is_no_file(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert checks.secret_key() == []


@pytest.mark.parametrize("lacking", [os.R_OK, os.W_OK, os.X_OK])
def test_a_data_folder_without_a_right_is_named(monkeypatch, lacking):
    monkeypatch.setattr(checks.os, "access", lambda _, asked: not asked & lacking)
    assert only(checks.data_folder())[0] == "onlineocr.E001"


def test_a_data_folder_that_is_gone_is_named(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    assert str(tmp_path / "gone") in checks.data_folder()[0].msg


class WithoutSearch:
    """SQLite as some systems ship it."""

    def execute(self, _: str) -> WithoutSearch:
        return self

    def fetchone(self) -> tuple[int]:
        return (0,)

    def close(self) -> None:
        """Nothing is open."""

    def __enter__(self) -> WithoutSearch:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("engine", "found"), [("django.db.backends.sqlite3", True), ("django.db.backends.postgresql", False)]
)
def test_sqlite_without_a_full_text_search_is_named(settings, monkeypatch, engine, found):
    monkeypatch.setattr(sqlite3, "connect", lambda _: WithoutSearch())
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    assert [message.id for message in checks.full_text_search()] == ["onlineocr.E002"] * found
