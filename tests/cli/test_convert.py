"""``onlineocr convert``"""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from typer.testing import CliRunner

from onlineocr.cli import app, exits
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import About
from tests.ocr.export.samples import FULL, OTHER, written
from tests.ocr.pdf_output.pdfs import blank, text_by_pdfium


def convert(*arguments, **given):
    return CliRunner().invoke(app, ["convert", *map(str, arguments)], **given)


@pytest.fixture
def result(tmp_path):
    path = tmp_path / "scan.png.json"
    path.write_bytes(written("json", FULL, OTHER))
    return path


@pytest.mark.parametrize("name", [name for name in formats.names() if not formats.get(name).needs_original])
def test_it_writes_every_format(result, tmp_path, name):
    done = convert(result, "--to", name, "-o", tmp_path / "folder")
    assert (done.exit_code, done.output) == (0, "")
    (made,) = (tmp_path / "folder").iterdir()
    assert made.name.startswith("scan.png.")


def test_it_writes_what_reading_would_have_written(result):
    done = convert(result, "--to", "md")
    assert done.stdout_bytes == written("md", FULL, OTHER)


def test_it_reads_standard_input(result):
    done = convert("-", "--to", "txt", input=result.read_bytes())
    assert done.stdout_bytes == written("txt", FULL, OTHER)


def test_it_reads_what_a_shell_substitutes(result):
    words = f"{sys.executable} -m onlineocr convert <(cat {result}) --to txt"
    done = subprocess.run(["bash", "-c", words], capture_output=True, check=True)
    assert done.stdout == written("txt", FULL, OTHER)


def test_it_writes_to_the_file_that_is_named(result, tmp_path):
    (tmp_path / "new").mkdir()
    target = tmp_path / "new" / "out.docx"
    assert convert(result, "--to", "docx", "-o", target).exit_code == 0
    assert zipfile.ZipFile(target).testzip() is None
    assert [path.name for path in target.parent.iterdir()] == ["out.docx"]


def test_it_says_that_several_pages_of_page_xml_are_a_zip(result, tmp_path):
    done = convert(result, "--to", "page", "-o", tmp_path / "out.xml")
    assert "is a zip of one file for each page" in done.stderr
    assert zipfile.is_zipfile(tmp_path / "out.xml")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"{", "ends too early"),
        (b'{"id": 1', "not the JSON of a result"),
        (b"\x89PNG", "not UTF-8"),
        (b"{}", "'pages'"),
    ],
)
def test_it_says_what_is_wrong_with_a_file(tmp_path, data, says):
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    (tmp_path / "out.txt").write_text("older")
    done = convert(path, "--to", "txt", "-o", tmp_path / "out.txt")
    assert (done.exit_code, says in done.stderr) == (exits.FILE, True)
    assert "Take the file that 'onlineocr read -f json'" in done.stderr
    assert (tmp_path / "out.txt").read_text() == "older"


def test_nothing_is_written_of_a_result_that_is_wrong_at_its_end(tmp_path, result):
    broken = json.loads(result.read_text())
    broken["pages"][1]["width"] = "wide"
    result.write_text(json.dumps(broken))
    done = convert(result, "--to", "txt")
    assert (done.exit_code, done.stdout) == (exits.FILE, "")


def test_it_names_a_missing_file_and_a_folder(tmp_path):
    assert "There is no such file" in convert(tmp_path / "none.json", "--to", "txt").stderr
    assert "It is a folder" in convert(tmp_path, "--to", "txt").stderr


def test_it_refuses_a_format_that_there_is_not(result):
    done = convert(result, "--to", "odt", env={"COLUMNS": "300"})
    assert (done.exit_code, "there are: txt, json" in done.stderr) == (exits.USAGE, True)


def test_it_says_that_the_result_cannot_be_written(result, tmp_path):
    (tmp_path / "file").write_text("")
    done = convert(result, "--to", "txt", "-o", tmp_path / "file" / "out.txt")
    assert (done.exit_code, "this is no folder" in done.stderr) == (exits.OUTPUT, True)


def test_a_terminal_gets_no_binary_file(result):
    reader, writer = os.openpty()
    command = [sys.executable, "-m", "onlineocr", "convert", str(result), "--to"]
    refused = subprocess.run([*command, "docx"], stdout=writer, stderr=subprocess.PIPE, check=False)
    shown = subprocess.run([*command, "tsv"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    os.close(reader)
    assert (refused.returncode, b"nothing for a terminal" in refused.stderr) == (exits.USAGE, True)
    assert shown.returncode == 0


def test_it_loads_neither_engines_nor_the_service(result):
    code = (
        "import sys\nfrom onlineocr.cli import app\n"
        f"app(['convert', {str(result)!r}, '--to', 'alto'], standalone_mode=False)\n"
        "sys.exit(bool({'django', 'cv2', 'onnxruntime', 'tesserocr', 'numpy', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout[:5]) == (0, b"<?xml")


def test_it_ends_quietly_when_its_reader_goes_away(result):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "onlineocr", "convert", str(result), "--to", "json"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (exits.OUTPUT, b"")


def test_a_zip_on_standard_output_is_whole(result):
    assert zipfile.ZipFile(io.BytesIO(convert(result, "--to", "zip").stdout_bytes)).testzip() is None


def test_it_makes_the_original_searchable(result, tmp_path):
    result.write_bytes(written("json", FULL))
    (tmp_path / "scan.png").write_bytes(blank())
    done = convert(result, "--to", "pdf", "--original", tmp_path / "scan.png", "-o", tmp_path / "out.pdf")
    assert (done.exit_code, done.output) == (0, "")
    assert text_by_pdfium((tmp_path / "out.pdf").read_bytes())


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_it_refuses_another_file_with_fewer_pages(result, tmp_path, form):
    (tmp_path / "other.png").write_bytes(blank())
    done = convert(result, "--to", form, "--original", tmp_path / "other.png", "-o", tmp_path / "out")
    assert (done.exit_code, "other.png' has 1 page" in done.stderr) == (exits.FILE, True)
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_it_refuses_another_file_with_as_many_pages(result, tmp_path, form):
    (tmp_path / "scan.png").write_bytes(blank())
    (tmp_path / "other.png").write_bytes(blank() + b"\0")
    about = About(sha256=hashlib.sha256(blank()).hexdigest())
    result.write_bytes(written("json", FULL, about=about))
    done = convert(result, "--to", form, "--original", tmp_path / "other.png", "-o", tmp_path / "out")
    assert (done.exit_code, "other.png' is not the file" in done.stderr) == (exits.FILE, True)
    assert not list((tmp_path / "out").iterdir())
    done = convert(result, "--to", form, "--original", tmp_path / "scan.png", "-o", tmp_path / "out")
    assert (done.exit_code, done.output) == (0, "")


def test_it_wants_the_original_for_a_pdf(result, tmp_path):
    done = convert(result, "--to", "pdf", "-o", tmp_path / "out.pdf")
    said = " ".join(done.stderr.split())
    assert (done.exit_code, "Name that file with --original FILE." in said) == (exits.FILE, True)
    assert "'pdf' is made from the picture or PDF that was read" in said
    missing = convert(result, "--to", "pdf", "--original", tmp_path / "none.pdf", "-o", tmp_path / "out.pdf")
    assert (missing.exit_code, "none.pdf" in missing.stderr) == (exits.FILE, True)
    assert not (tmp_path / "out.pdf").exists()
