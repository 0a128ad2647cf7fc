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
