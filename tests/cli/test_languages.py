"""``onlineocr languages``"""

import hashlib
import http.server
import shutil
import stat
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onlineocr.cli import app, exits, packs
from onlineocr.env import EnvError
from onlineocr.ocr.engines.tesseract import tessdata


def languages(*arguments):
    return CliRunner().invoke(app, ["languages", *arguments], env={"COLUMNS": "300"})


@pytest.fixture
def folder(monkeypatch, tmp_path) -> Path:
    """An empty folder for added languages."""
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path / "tessdata"))
    return tmp_path / "tessdata"


@pytest.fixture
def no_debian(monkeypatch, tmp_path):
    """A machine without Debian's tools."""
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture
def official(monkeypatch, tmp_path, no_debian):
    """A server in place of the official one; put what it hands out into the folder."""
    root = tmp_path / "www"
    root.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(root))

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(packs, "OFFICIAL", f"http://127.0.0.1:{server.server_port}/{{name}}.traineddata")
    yield root
    server.shutdown()
    server.server_close()


def test_it_lists_what_can_be_read():
    rows = [line.split() for line in languages("list").stdout.splitlines()]
    assert ["en", "eng", "Latn", "ppocr+tesseract", "English"] in rows
    assert all(row[3] != "-" for row in rows)


@pytest.mark.parametrize(
    "words",
    [["languages", "add", "chr"], ["languages", "remove", "chr"], ["languages", "list"], ["doctor"]],
    ids=" ".join,
)
def test_a_mistyped_data_folder_is_refused_and_not_made(tmp_path, words):
    done = CliRunner().invoke(app, [*words, "--data", str(tmp_path / "dta")], env={"COLUMNS": "300"})
    assert (done.exit_code, f"There is no folder '{tmp_path / 'dta'}'" in done.stderr) == (exits.USAGE, True)
    assert not (tmp_path / "dta").exists()


def test_it_lists_what_can_be_added():
    rows = [line.split() for line in languages("list", "--all").stdout.splitlines()]
    assert ["chr", "chr", "Cher", "-", "Cherokee"] in rows


def test_it_adds_a_language_and_removes_it(folder, official):
    shutil.copy(tessdata.find("eng"), official / "chr.traineddata")
    done = languages("add", "chr")
    assert done.exit_code == exits.OK
    assert hashlib.sha256((folder / "chr.traineddata").read_bytes()).hexdigest() in done.stdout
    assert stat.S_IMODE((folder / "chr.traineddata").stat().st_mode) == 0o644
    assert "chr" in tessdata.installed()
    assert languages("remove", "chr").exit_code == exits.OK
    assert "chr" not in tessdata.installed()
    assert list(folder.iterdir()) == []


def test_it_adds_debians_package(folder, russian):
    # The fixture has found that the network can be reached.
    if not shutil.which("apt-get"):
        pytest.skip("this is no Debian or Ubuntu")
    done = languages("add", "hat")
    assert done.exit_code == exits.OK
    assert "Debian package tesseract-ocr-hat" in done.stdout
    assert packs.is_trained_data((folder / "hat.traineddata").read_bytes())


@pytest.mark.parametrize("content", [b"", b"<html>Not here</html>", b"\x18\0\0\0" + b"\xff" * 500])
def test_it_refuses_what_is_no_trained_data(folder, official, content):
    (official / "rus.traineddata").write_bytes(content)
    done = languages("add", "ru")
    assert done.exit_code == exits.WRONG
    assert "is no trained data" in done.stderr
    assert list(folder.iterdir()) == []


def test_it_refuses_a_file_that_is_too_large(folder, official, monkeypatch):
    monkeypatch.setattr(packs, "_LARGEST", 1000)
    (official / "rus.traineddata").write_bytes(b"x" * 2000)
    done = languages("add", "ru")
    assert done.exit_code == exits.WRONG
    assert "more than 1,000 bytes came" in done.stderr


def test_it_says_what_to_do_without_a_network(folder, no_debian, monkeypatch):
    monkeypatch.setattr(packs, "OFFICIAL", "http://127.0.0.1:1/{name}.traineddata")
    done = languages("add", "rus", "heb")
    assert done.exit_code == exits.WRONG
    assert "no Debian or Ubuntu; http://127.0.0.1:1/rus.traineddata: [Errno 111]" in done.stderr
    assert f"copy rus.traineddata from http://127.0.0.1:1/rus.traineddata to {folder}" in done.stderr
    assert "he: " in done.stderr


def test_it_goes_on_after_a_language_that_fails(folder, official):
    shutil.copy(tessdata.find("eng"), official / "heb.traineddata")
    done = languages("add", "ru", "he")
    assert done.exit_code == exits.WRONG
    assert list(tessdata.own_folder().iterdir()) == [folder / "heb.traineddata"]


@pytest.mark.parametrize(
    ("code", "says"), [("klingon", "not a known"), ("../../etc/passwd", "not a known"), ("rm", "Romansh")]
)
def test_it_refuses_what_it_cannot_know(folder, code, says):
    done = languages("add", code)
    assert done.exit_code == exits.USAGE
    assert says in done.stderr


def test_it_removes_only_what_it_added(folder):
    done = languages("remove", "en", "chr")
    assert done.exit_code == exits.WRONG
    assert f"it belongs to {tessdata.find('eng').parent}" in done.stderr
    assert "chr: 'chr' was not added here: it is not installed." in done.stderr
    assert tessdata.find("eng").is_file()


def test_it_says_that_the_folder_cannot_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path / "file" / "below"))
    with pytest.raises(EnvError, match="cannot be made"):
        packs.add("rus")


def test_two_at_once_leave_one_whole_file(folder, official):
    shutil.copy(tessdata.find("eng"), official / "rus.traineddata")
    threads = [threading.Thread(target=packs.add, args=("rus",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (folder / "rus.traineddata").read_bytes() == tessdata.find("eng").read_bytes()
    assert [path.name for path in folder.iterdir()] == ["rus.traineddata"]
