"""Where results go: what is refused before anything is written, which format a name stands for."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onlineocr.cli import app, exits, progress
from tests.ocr.export.samples import FULL, OTHER, written
from tests.support.pdfs import typed

COMMAND = [sys.executable, "-m", "onlineocr"]


def onlineocr(*arguments, **given):
    """In this process; the text layer of a PDF needs no engine."""
    words = (
        ["read", "--text-layer", "only", *map(str, arguments)] if arguments[0] != "convert" else [*map(str, arguments)]
    )
    return CliRunner().invoke(app, words, **given)


@pytest.fixture
def letter(tmp_path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(typed())
    return path


@pytest.fixture
def result(tmp_path) -> Path:
    path = tmp_path / "scan.png.json"
    path.write_bytes(written("json", FULL, OTHER))
    return path


def same(path):
    return str(path)


def other_spelling(path):
    return f"{path.parent}/../{path.parent.name}/./{path.name}"


def linked(path):
    link = path.with_name("link.txt")
    link.symlink_to(path)
    return link


def hard_linked(path):
    link = path.with_name("hard.txt")
    link.hardlink_to(path)
    return link


@pytest.mark.parametrize("named", [same, other_spelling, linked, hard_linked])
@pytest.mark.parametrize("options", [[], ["-f", "json"]])
def test_reading_never_overwrites_its_input(letter, named, options):
    before = letter.read_bytes()
    done = onlineocr(letter, *options, "-o", named(letter))
    assert (done.exit_code, "is the same file as the input" in done.stderr) == (exits.USAGE, True)
    assert letter.read_bytes() == before


@pytest.mark.parametrize("named", [same, other_spelling, linked, hard_linked])
def test_converting_never_overwrites_its_input(result, named):
    before = result.read_bytes()
    assert onlineocr("convert", result, "--to", "txt", "-o", named(result)).exit_code == exits.USAGE
    assert onlineocr("convert", result, "--to", "json", "-o", result.parent).exit_code == exits.USAGE
    assert result.read_bytes() == before


def test_converting_never_overwrites_the_original(result, letter):
    before = letter.read_bytes()
    done = onlineocr("convert", result, "--original", letter, "-o", letter)
    assert (done.exit_code, letter.read_bytes()) == (exits.USAGE, before)


def test_a_result_in_a_folder_never_overwrites_another_input(letter):
    other = letter.with_name("letter.pdf.txt")
    other.write_bytes(letter.read_bytes())
    done = onlineocr(letter, other, "-o", letter.parent)
    assert (done.exit_code, "the input" in done.stderr) == (exits.USAGE, True)
    assert other.read_bytes() == letter.read_bytes()


@pytest.mark.parametrize("arguments", [["-", "-o", "letter.pdf"], ["-", "-f", "txt", "-o", "letter.pdf"]])
def test_standard_input_is_an_input_as_well(letter, arguments):
    before = letter.read_bytes()
    with letter.open("rb") as file:
        done = subprocess.run(
            [*COMMAND, "read", *arguments], stdin=file, cwd=letter.parent, capture_output=True, check=False
        )
    assert (done.returncode, letter.read_bytes()) == (exits.USAGE, before)


def test_standard_output_may_not_be_an_input(letter):
    before = letter.read_bytes()
    with letter.open("ab") as file:
        done = subprocess.run([*COMMAND, "read", letter], stdout=file, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, b"standard output is the same file" in done.stderr) == (exits.USAGE, True)
    assert letter.read_bytes() == before


def test_two_inputs_of_one_name_are_refused_before_anything_is_read(letter, tmp_path):
    other = tmp_path / "below" / "letter.pdf"
    other.parent.mkdir()
    other.write_bytes(letter.read_bytes())
    done = onlineocr(letter, other, "-o", tmp_path / "out")
    assert (done.exit_code, "have the same name" in done.stderr) == (exits.USAGE, True)
    assert not (tmp_path / "out").exists()


def test_several_results_need_a_folder(letter, tmp_path):
    other = letter.with_name("other.pdf")
    other.write_bytes(letter.read_bytes())
    done = onlineocr(letter, other, "-o", tmp_path / "out.txt")
    assert (done.exit_code, f"'-o {tmp_path / 'out'}/'" in done.stderr) == (exits.USAGE, True)
    assert not (tmp_path / "out.txt").exists()


def test_a_name_with_a_slash_is_a_folder_whatever_its_ending(letter, tmp_path):
    assert onlineocr(letter, "-o", f"{tmp_path}/out.v2/").exit_code == 0
    assert [path.name for path in (tmp_path / "out.v2").iterdir()] == ["letter.pdf.txt"]


@pytest.mark.parametrize("name", ["missing/x.txt", "missing/out", "missing/out/"])
def test_a_place_in_a_folder_that_is_not_there_is_refused(letter, tmp_path, name):
    done = onlineocr(letter, "-o", f"{tmp_path}/{name}")
    assert (done.exit_code, "there is no such folder. Make it" in done.stderr) == (exits.OUTPUT, True)
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.txt", b"The quick"), ("x.docx", b"PK"), ("X.JSON", b'{"id"'), ("x.md", b"The quick"),
        ("x.htm", b"<!DOCTYPE"), ("x.alto.xml", b"<?xml"), ("x.pdf", b"%PDF"),
    ],
)  # fmt: skip
def test_the_ending_tells_the_format(letter, tmp_path, name, begins):
    assert onlineocr(letter, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_format_that_is_named_goes_before_the_ending(letter, tmp_path):
    assert onlineocr(letter, "-f", "json", "-o", tmp_path / "x.txt").exit_code == 0
    assert (tmp_path / "x.txt").read_bytes().startswith(b'{"id"')


@pytest.mark.parametrize(("name", "says"), [("x.odt", "no format has the ending '.odt'"), ("x.xml", "alto, page")])
def test_an_ending_that_tells_no_format_is_refused(letter, tmp_path, name, says):
    done = onlineocr(letter, "-o", tmp_path / name)
    assert (done.exit_code, says in done.stderr, (tmp_path / name).exists()) == (exits.USAGE, True, False)


def test_converting_needs_a_format_or_an_ending(result, tmp_path):
    assert "the format is missing" in onlineocr("convert", result).stderr
    assert onlineocr("convert", result, "-o", tmp_path / "x.html").exit_code == 0
    assert onlineocr("convert", result, "-f", "md").stdout_bytes == written("md", FULL, OTHER)


def test_a_dash_is_standard_output(letter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert onlineocr(letter, "-o", "-").stdout == onlineocr(letter).stdout != ""
    assert not Path("-").exists()


def test_standard_input_is_read_once(letter):
    done = onlineocr("-", "-", input=letter.read_bytes())
    assert (done.exit_code, "only once" in done.stderr) == (exits.USAGE, True)


def test_a_link_is_followed_and_its_file_replaced(letter, tmp_path):
    older, link = tmp_path / "older.txt", tmp_path / "link.txt"
    older.write_text("older")
    older.chmod(0o640)
    link.symlink_to(older)
    assert onlineocr(letter, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert older.read_text().startswith("The quick")
    assert stat.S_IMODE(older.stat().st_mode) == 0o640


def test_a_device_is_written_and_stays_a_device(letter):
    assert onlineocr(letter, "-o", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


INTERRUPTED = """
import os, signal, sys
from onlineocr.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
class Finder:
    def find_spec(self, name, *_):
        if name == "onlineocr.cli.read":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
main()
"""


def test_ctrl_c_while_it_starts_ends_it_without_a_word():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, "read", "-"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_nothing_half_written(tmp_path, number):
    (tmp_path / "long.pdf").write_bytes(typed())
    out = tmp_path / "out"
    out.mkdir()
    (out / "x.txt").write_text("older")
    reading = subprocess.Popen(
        [*COMMAND, "read", "--text-layer", "only", tmp_path / "long.pdf", "-", "-o", out],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip  (nohup and a shell's & let a command ignore signals, and these tests with it)
    until = time.monotonic() + 60
    while not (out / "long.pdf.txt").exists() and time.monotonic() < until:
        time.sleep(0.02)
    reading.send_signal(number)  # it waits for its standard input now
    assert reading.wait(20) == 128 + number
    assert reading.stderr
    assert b"Traceback" not in reading.stderr.read()
    reading.stderr.close()
    if reading.stdin:
        reading.stdin.close()
    assert sorted(path.name for path in out.iterdir()) == ["long.pdf.txt", "x.txt"]


def test_a_command_without_standard_streams_does_its_work(letter, tmp_path):
    words = f"{sys.executable} -m onlineocr read --text-layer only {letter} -o {tmp_path}/x.txt"
    assert subprocess.run(["sh", "-c", f"{words} <&- >&- 2>&-"], check=False).returncode == 0
    assert (tmp_path / "x.txt").read_text().startswith("The quick")


@pytest.mark.parametrize("where", [">&-", ">/dev/full"])
def test_a_result_that_cannot_be_written_is_never_lost_in_silence(letter, where):
    words = f"{sys.executable} -m onlineocr read --text-layer only {letter}"
    done = subprocess.run(["sh", "-c", f"{words} {where}"], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == exits.OUTPUT
    assert "the result cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_progress_is_told_in_plain_lines_where_no_terminal_is(letter, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    other = letter.with_name("other.pdf")
    other.write_bytes(letter.read_bytes())
    assert onlineocr(letter, other).stderr == f"{other}: page 1 read\n"
    assert onlineocr(letter, other, "--quiet").stderr == ""


def test_what_is_read_at_once_needs_no_progress(letter):
    assert onlineocr(letter).stderr == ""


def test_quiet_keeps_errors(tmp_path):
    done = onlineocr(tmp_path / "none.pdf", "-q")
    assert (done.exit_code, "There is no such file" in done.stderr) == (exits.FILE, True)


def test_a_file_that_may_not_be_written_is_not_replaced(letter, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    (tmp_path / "x.txt").write_text("older")
    (tmp_path / "x.txt").chmod(0o444)
    assert onlineocr(letter, "-o", tmp_path / "x.txt").exit_code == exits.OUTPUT
    assert (tmp_path / "x.txt").read_text() == "older"
