from __future__ import annotations

import contextlib
import os
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
        ("integer", "1", 1),
        ("integer", "99", 99),
        ("number", "10", 10),
        ("number", "0", 0),
        ("duration", "1s", 1),
        ("duration", "2m", 120),
        ("ports", "443 8443", [443, 8443]),
        ("ports", "1,65535", [1, 65535]),
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
        ("ports", "４４３", "holds no port"),
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


def test_the_content_of_a_secret_is_checked_without_showing_it(monkeypatch):
    def refuse(_):
        raise ValueError("is guessable")

    assert env.secret(NAME, help="x", check=refuse, default="none") == "none"
    monkeypatch.setenv(NAME, "hunter2")
    with pytest.raises(env.EnvError, match=f"^{NAME} is guessable$"):
        env.secret(NAME, help="x", check=refuse)


def test_a_secret_of_the_least_length_is_taken(monkeypatch):
    monkeypatch.setenv(NAME, " 12345678\n")
    assert env.secret(NAME, help="x", least=8) == "12345678"


def test_the_reference_page_shows_no_password_of_a_default():
    env.secret(NAME, help="x", default="postgres://u:hunter2@h/n")
    assert {one.default for one in env.known() if one.name == NAME} == {"postgres://…@h/n"}


def test_a_path_with_a_null_character_is_refused(monkeypatch):
    monkeypatch.setattr(env.os, "environ", {NAME: "/var/\0/x"})  # an environment holds none, a file of settings may
    with pytest.raises(env.EnvError, match="contains a null character"):
        env.path(NAME, Path("/x"), help="x")


@pytest.mark.parametrize(
    ("misspelt", "hint"),
    [
        ("ONLINEOCR_MAX_BYTE", "Did you mean ONLINEOCR_MAX_BYTES?"),
        ("ONLINEOCR_SECRET_KEYFILE", "Did you mean ONLINEOCR_SECRET_KEY_FILE?"),
        ("ONLINEOCR_XYZZY", "docs/reference/settings.md lists them all."),
    ],
)
def test_it_hints_at_the_name_of_a_misspelt_variable(monkeypatch, misspelt, hint):
    monkeypatch.setenv(misspelt, "1")
    assert list(env.unknown()) == [(misspelt, hint)]


@pytest.mark.parametrize("name", ["ONLINEOCR_MAX_BYTES", "ONLINEOCR_SECRET_KEY_FILE", "ONLINE_OCR", "MAX_BYTE"])
def test_it_takes_no_other_variable_for_a_misspelt_one(monkeypatch, name):
    monkeypatch.setenv(name, "1")
    assert list(env.unknown()) == []


def test_the_data_stand_beside_a_checkout(monkeypatch, tmp_path):
    monkeypatch.delenv("ONLINEOCR_DATA")
    monkeypatch.setattr(env, "ROOT", tmp_path)
    (tmp_path / "manage.py").touch()
    assert env.data_dir() == tmp_path / "data"
    assert env.tessdata_dir() == tmp_path / "data" / "tessdata"


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"HOME": "/home/alice"}, "/home/alice/.local/share/onlineocr"),
        ({"HOME": "/home/alice", "XDG_DATA_HOME": "/data/alice"}, "/data/alice/onlineocr"),
        ({"HOME": "/home/alice", "XDG_DATA_HOME": ""}, "/home/alice/.local/share/onlineocr"),
        ({"HOME": "/home/alice", "ONLINEOCR_DATA": " /srv/ocr "}, "/srv/ocr"),
        ({"HOME": "/home/alice", "ONLINEOCR_DATA": "~/ocr"}, "/home/alice/ocr"),
    ],
)
def test_the_data_of_an_installed_package_stand_in_the_home_folder(monkeypatch, tmp_path, variables, folder):
    monkeypatch.setattr(env.os, "environ", os.environ.copy())
    monkeypatch.setattr(env, "ROOT", tmp_path)
    for name in ("ONLINEOCR_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert env.data_dir() == Path(folder)


@pytest.mark.parametrize(("raw", "port"), [("", 9999), ("0", 0), ("65535", 65535)])
def test_it_listens_on_every_port(monkeypatch, raw, port):
    monkeypatch.setenv("ONLINEOCR_PORT", raw)
    assert env.listen_port() == port


def test_it_listens_on_no_port_above_the_last(monkeypatch):
    monkeypatch.setenv("ONLINEOCR_PORT", "65536")
    with pytest.raises(env.EnvError, match="above the most, 65535"):
        env.listen_port()


def test_a_folder_is_made_for_its_owner_and_left_as_it_is_afterwards(tmp_path):
    folder = env.make_folder("ONLINEOCR_DATA", tmp_path / "a" / "b")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o750)
    assert env.make_folder("ONLINEOCR_DATA", folder).stat().st_mode & 0o777 == 0o750


AMOUNT = st.decimals(0, 1000, places=3).map(lambda amount: f"{amount:f}")


@given(AMOUNT, st.sampled_from(sorted(env.SECONDS)), st.sampled_from(["", " "]), st.booleans())
def test_a_length_of_time_is_the_number_times_the_unit(amount, unit, space, upper):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NAME, amount + space + (unit.upper() if upper else unit))
        assert env.duration(NAME, "1s", help="x") == float(amount) * env.SECONDS[unit]


@given(AMOUNT, st.sampled_from(sorted(env.BYTES)))
def test_a_size_is_the_number_times_the_unit_in_whole_bytes(amount, unit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NAME, amount + unit)
        assert env.size(NAME, "1b", help="x") == round(float(amount) * env.BYTES[unit])


def test_the_units_are_those_of_the_world():
    assert [env.SECONDS[unit] for unit in ("ms", "s", "m", "h", "d", "w")] == [0.001, 1, 60, 3600, 86400, 604800]
    assert [env.BYTES[unit] for unit in ("kb", "mb", "gb")] == [10**3, 10**6, 10**9]
    assert [env.BYTES[unit] for unit in ("kib", "mib", "gib")] == [2**10, 2**20, 2**30]


@given(st.ip_addresses(), st.integers(0, 32))
def test_a_network_with_bits_behind_the_prefix_is_refused_with_the_right_one(address, length):
    wider = ip_network(f"{address}/{length}", strict=False)
    assert env.network(str(wider)) == wider
    if wider.network_address != address:
        with pytest.raises(ValueError, match=re.escape(f"; write {wider}")):
            env.network(f"{address}/{length}")


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
