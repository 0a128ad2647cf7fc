from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import dburl
from onlineocr.env import EnvError


def test_it_reads_postgresql():
    found = dburl.parse("postgresql://u:p@h/n")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == ("u", "p", "h", "", "n")


def test_it_reads_a_socket_and_an_address_of_version_6():
    assert dburl.parse("postgres://%2Frun%2Fpostgresql/n")["HOST"] == "/run/postgresql"
    assert dburl.parse("postgres://[::1]:5432/n")["HOST"] == "::1"


def test_it_reads_sqlite():
    assert dburl.parse("sqlite:////var/lib/x.sqlite3")["NAME"] == "/var/lib/x.sqlite3"


def test_it_takes_the_seconds_to_wait_for_a_lock():
    assert dburl.parse("sqlite:///x.sqlite3?timeout=1.5")["OPTIONS"]["timeout"] == 1.5
    with pytest.raises(EnvError, match="timeout=soon"):
        dburl.parse("sqlite:///x.sqlite3?timeout=soon")


@pytest.mark.parametrize(
    "url", ["mysql://h/n", "n", "postgres://h", "postgres://h:99999/n", "sqlite://", "sqlite:///", "http://[x/n"]
)
def test_it_refuses_others_with_an_example(url):
    with pytest.raises(EnvError, match=r"^DATABASE_URL.*Example:"):
        dburl.parse(url)


def test_sqlite_loses_nothing_that_it_acknowledged():
    options = dburl.parse("sqlite:////x")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 10
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        assert f"PRAGMA {pragma};" in options["init_command"]


def test_a_file_beside_the_working_folder_is_found_from_every_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert dburl.parse("sqlite:///x%20y.sqlite3")["NAME"] == str(tmp_path / "x y.sqlite3")


@pytest.mark.parametrize("url", ["sqlite://host/x", "sqlite://x.sqlite3", "sqlite://x"])
def test_sqlite_has_no_host(url):
    with pytest.raises(EnvError, match="the file is missing"):
        dburl.parse(url)


def test_a_lost_server_is_noticed_within_seconds():
    options = dburl.parse("postgres://h/n")["OPTIONS"]
    detected = int(options["keepalives_idle"]) + int(options["keepalives_interval"]) * int(options["keepalives_count"])
    assert int(options["connect_timeout"]) <= 5
    assert detected <= 30
    assert int(options["tcp_user_timeout"]) <= 15_000


def test_the_address_may_say_how_long_to_wait_for_the_server():
    options = dburl.parse("postgres://h/n?connect_timeout=2&sslmode=require")["OPTIONS"]
    assert (options["connect_timeout"], options["sslmode"], options["keepalives_idle"]) == ("2", "require", "10")


def test_a_connection_to_postgresql_is_kept_for_a_minute_and_tried_before_use():
    found = dburl.parse("postgres://h/n")
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_without_user_host_and_port_the_client_library_chooses():
    found = dburl.parse("postgres:///n")
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT")] == ["", "", "", ""]
    assert dburl.parse("postgres://h:5432/n")["PORT"] == "5432"


def test_it_never_shows_the_password():
    with pytest.raises(EnvError) as caught:
        dburl.parse("postgres://u:hunter2@h:x/n")
    assert "hunter2" not in str(caught.value)


text = st.text(min_size=1, alphabet=st.characters(categories=["L", "N", "P", "S"]))


@given(text, text)
def test_any_name_and_password_survive_quoting(user, password):
    from urllib.parse import quote

    found = dburl.parse(f"postgres://{quote(user, safe='')}:{quote(password, safe='')}@h/n")
    assert (found["USER"], found["PASSWORD"]) == (user, password)
