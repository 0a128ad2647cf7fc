from __future__ import annotations

import contextlib
import re
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import env

NAME = "ONLINEOCR_TEST_ONLY"
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"

READERS = {
    "boolean": lambda: env.boolean(NAME, False, help="x"),
    "integer": lambda: env.integer(NAME, 7, help="x", least=1, most=99),
    "number": lambda: env.number(NAME, 1.5, help="x", most=10),
    "duration": lambda: env.duration(NAME, "15m", help="x", least=1, most=86400),
    "size": lambda: env.size(NAME, "50MiB", help="x", least=1),
    "choice": lambda: env.string(NAME, "open", help="x", choices=("open", "closed")),
    "text": lambda: env.string(NAME, "plain", help="x"),
    "listing": lambda: env.listing(NAME, ["a"], help="x"),
    "networks": lambda: env.networks(NAME, help="x"),
    "ports": lambda: env.ports(NAME, [443], help="x"),
    "path": lambda: env.path(NAME, Path("/x"), help="x"),
}


@pytest.fixture(autouse=True)
def _no_trace(monkeypatch):
    monkeypatch.setattr(env, "_known", dict(env._known))
    monkeypatch.delenv(NAME, raising=False)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("boolean", "YES", True),
        ("boolean", "0", False),
        ("integer", " 42 ", 42),
        ("integer", "1_0", 10),
        ("number", "2.5", 2.5),
        ("number", ".5", 0.5),
        ("duration", "90", 90),
        ("duration", "1.5h", 5400),
        ("duration", "1d", 86400),
        ("duration", "1500 ms", 1.5),
        ("size", "1048576", 1048576),
        ("size", "2GB", 2 * 10**9),
        ("size", "1.5 kib", 1536),
        ("choice", "closed", "closed"),
        ("listing", "a, b  c,", ["a", "b", "c"]),
        ("listing", ",,", []),
        ("networks", "10.1.0.0/16, ::1", [ip_network("10.1.0.0/16"), ip_network("::1/128")]),
        ("ports", "443 8443", [443, 8443]),
        ("path", "/var/lib/x", Path("/var/lib/x")),
    ],
)
def test_it_reads(monkeypatch, kind, raw, value):
    monkeypatch.setenv(NAME, raw)
    assert READERS[kind]() == value


@pytest.mark.parametrize(
    ("kind", "default"),
    [("boolean", False), ("integer", 7), ("duration", 900), ("size", 52428800), ("choice", "open"), ("listing", ["a"])],
)
@pytest.mark.parametrize("raw", [None, "", "  "])
def test_it_takes_the_default_for_nothing(monkeypatch, kind, default, raw):
    if raw is not None:
        monkeypatch.setenv(NAME, raw)
    assert READERS[kind]() == default


@pytest.mark.parametrize(
    ("kind", "raw", "fault"),
    [
        ("boolean", "maybe", "neither true nor false"),
        ("integer", "4.2", "not a whole number"),
        ("integer", "٤", "not a whole number"),
        ("integer", "0", "below the least, 1"),
        ("integer", "100", "above the most, 99"),
        ("number", "nan", "not a number"),
        ("number", "inf", "not a number"),
        ("number", "-1", "below the least"),
        ("duration", "soon", "not a length of time"),
        ("duration", "5y", "not a length of time"),
        ("duration", "-5s", "not a length of time"),
        ("duration", "2d", "above the most"),
        ("networks", "10.1.2.3/16", "has bits behind the prefix; write 10.1.0.0/16"),
        ("networks", "example.org", "holds no network"),
        ("ports", "443,0", "holds no port: 0"),
        ("ports", "65536", "holds no port"),
        ("ports", "https", "holds no port"),
        ("size", "50 potatoes", "not a size"),
        ("size", "0", "below the least"),
        ("choice", "Closed", "not one of open, closed"),
    ],
)
def test_it_says_what_is_wrong(monkeypatch, kind, raw, fault):
    monkeypatch.setenv(NAME, raw)
    with pytest.raises(env.EnvError, match=re.escape(fault)) as caught:
        READERS[kind]()
    assert str(caught.value).startswith(f"{NAME}={raw!r} ")
    assert f"Example: {NAME}=" in str(caught.value)


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_whatever_stands_there_is_read_or_refused_by_name(raw):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NAME, raw)
        for read in READERS.values():
            with contextlib.suppress(env.EnvError):
                assert read() is not None


def test_a_secret_may_stand_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))
    assert env.secret(NAME, help="x") == "from the file"


def test_the_variable_itself_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, "direct")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "gone"))
    assert env.secret(NAME, help="x") == "direct"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch, tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))
    with pytest.raises(env.EnvError, match=f"{NAME}_FILE=.* cannot be read"):
        env.secret(NAME, help="x")


def test_a_short_secret_is_refused_without_showing_it(monkeypatch):
    monkeypatch.setenv(NAME, "hunter2")
    with pytest.raises(env.EnvError, match="too short") as caught:
        env.secret(NAME, help="x", least=32)
    assert "hunter2" not in str(caught.value)


def test_the_home_of_nobody_is_refused_by_name(monkeypatch):
    monkeypatch.setenv(NAME, "~no-such-user/data")
    with pytest.raises(env.EnvError, match="home folder of a user"):
        env.path(NAME, Path("/tmp"), help="x")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(env.EnvError, match="ONLINEOCR_DATA: the folder"):
        env.make_folder("ONLINEOCR_DATA", tmp_path / "file" / "data")


def test_the_reference_page_has_the_meaning_of_every_setting():
    meanings = dict(re.findall(r"^\| `(\w+)` \|.* \| (.*) \|$", PAGE.read_text(), re.MULTILINE))
    assert [
        one.name for one in env.known() if one.name != NAME and one.help.replace("|", "\\|") != meanings.get(one.name)
    ] == []


def test_the_reference_page_has_every_setting_with_its_default():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*(?:\\\|[^|]*)*) \| ([^|]*) \|", PAGE.read_text(), re.MULTILINE)
    written = {name: default.strip().strip("`") for name, _, default in rows}
    read = {entry.name: entry.default for entry in env.known() if entry.name != NAME}
    assert written == read
    assert [name for name, _, default in rows if default.startswith("`") and " " in default.strip()] == []


def test_each_setting_is_declared_once():
    declared = re.compile(r"env\.(?!make_folder)[a-z_]+\(\s*\"(ONLINEOCR_[A-Z_]+)\"")
    sources = (path.read_text() for path in sorted(PAGE.parents[2].joinpath("onlineocr").rglob("*.py")))
    names = [name for source in sources for name in declared.findall(source)]
    assert len(names) > 30
    assert [name for name in names if names.count(name) > 1] == []
