"""``onlineocr read``"""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import fake_engine as fake
import pytest
from typer.testing import CliRunner

from onlineocr.cli import app, exits
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.errors import InvalidOptions, OcrError, tree
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.options import Options
from tests.ocr.pdf_output.pdfs import text_by_pdfium
from tests.support.drawing import ENGLISH, RUSSIAN, draw_text, encode
from tests.support.pdfs import drawn
from tests.support.processes import encrypted_pdf


def read(*arguments, **given):
    return CliRunner().invoke(app, ["read", *map(str, arguments)], **given)


def fakes(*arguments, **given):
    """With the engine that costs nothing."""
    return read("-e", "fake", "--no-orient", *arguments, **given)


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "page.png"
    path.write_bytes(draw_text(ENGLISH).png)
    return path


@pytest.fixture
def document(tmp_path) -> Path:
    """Three pages: of one, two and three lines."""
    pages = [draw_text(["line"] * count).image for count in (1, 2, 3)]
    path = tmp_path / "three.tiff"
    path.write_bytes(encode(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    return path


def lines_of(text):
    return [len(page.split()) for page in text.split("\f")]


@pytest.mark.engine
def test_it_reads_a_picture(picture):
    done = read(picture)
    assert done.stdout == "\n".join(ENGLISH) + "\n"
    assert (done.exit_code, done.stderr) == (0, "")


def test_it_reads_standard_input(picture):
    assert fakes("-", input=picture.read_bytes()).stdout == fakes(picture).stdout != ""


def test_it_reads_several_files_in_order(picture, document):
    assert fakes(document, picture).stdout == fakes(document).stdout + "\f" + fakes(picture).stdout


def test_it_parts_files_and_pages_alike_where_one_cannot_be_read(picture, tmp_path):
    once = fakes(picture).stdout
    done = fakes(tmp_path / "none.png", picture, tmp_path / "none.png", picture)
    assert (done.exit_code, done.stdout) == (exits.FILE, f"{once}\f{once}")


def test_it_refuses_an_unknown_engine_before_anything_is_read(picture, tmp_path):
    done = read("-e", "foo", picture, "-o", tmp_path / "out.txt")
    assert (done.exit_code, (tmp_path / "out.txt").exists()) == (exits.USAGE, False)
    assert "there is no engine 'foo'" in done.stderr


def test_it_names_an_unknown_engine_beside_the_other_faults(picture):
    said = " ".join(read("-e", "foo", "--dpi", "7", picture).stderr.split())
    assert ("there is no engine 'foo'" in said, "dpi: must be" in said) == (True, True)


def test_it_says_that_a_document_has_none_of_the_pages(document):
    done = fakes(document, "-p", "9")
    assert (done.exit_code, "has none of the chosen pages" in exits.MEANINGS[done.exit_code]) == (exits.FILE, True)
    assert "the last page of the document is 3" in done.stderr


def test_it_names_the_flag_for_the_password_of_a_pdf(tmp_path):
    (tmp_path / "locked.pdf").write_bytes(encrypted_pdf())
    done = fakes(tmp_path / "locked.pdf")
    assert (done.exit_code, "with --password" in done.stderr) == (exits.FILE, True)


def test_a_named_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "page")
    done = fakes(tmp_path / "page")
    assert (done.exit_code, "It is a named pipe" in done.stderr) == (exits.FILE, True)
    assert f"read - < {tmp_path}/page" in " ".join(done.stderr.split())


def test_a_device_and_a_socket_are_refused_with_a_remedy_that_works(tmp_path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"{tmp_path}/socket")
        for file, kind in (("/dev/zero", "a device"), (tmp_path / "socket", "a socket")):
            done = fakes(file)
            assert (done.exit_code, f"It is {kind}" in done.stderr) == (exits.FILE, True)
            assert "Save its contents to a file, and name that file." in " ".join(done.stderr.split())


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_it_reads_a_named_pipe_that_the_shell_opened(picture, tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    words = f"cat {picture} > {tmp_path}/pipe & "
    words += f"{sys.executable} -m onlineocr read -q -e fake --no-orient {name} < {tmp_path}/pipe"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == fakes(picture).stdout


def test_it_reads_what_a_shell_substitutes(picture):
    words = f"{sys.executable} -m onlineocr read -q -e fake --no-orient <(cat {picture}) {picture}"
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=True)
    first, second = done.stdout.split("\f")
    assert first.strip() == second.strip() != ""


def test_it_names_itself_as_it_was_called(picture, tmp_path):
    program = tmp_path / "onlineocr"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(Path.cwd())!r})\n"
        "from onlineocr.cli import main\nmain()\n"
    )
    program.chmod(0o755)
    done = subprocess.run([program, "read", "-l", "chr", picture], capture_output=True, text=True, check=False)
    assert f"Run '{program} languages add chr'" in " ".join(done.stderr.split())


def test_it_names_the_command_beside_the_interpreter_when_it_ran_as_a_module(picture):
    words = [sys.executable, "-m", "onlineocr", "read", "-l", "chr", picture]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    named = re.search(r"Run '(\S+) languages add chr'", " ".join(done.stderr.split()))[1]
    assert Path(shutil.which(named)).samefile(Path(sys.executable).with_name("onlineocr"))


def test_it_reads_the_pages_asked_for(document):
    assert lines_of(fakes(document).stdout) == [1, 2, 3]
    assert lines_of(fakes(document, "-p", "2-3").stdout) == [2, 3]


def test_it_writes_json(document):
    result = json.loads(fakes(document, "-f", "json").stdout)
    assert [page["number"] for page in result["pages"]] == [1, 2, 3]
    assert result["engine"]["name"] == "fake"
    assert result["sha256"] == hashlib.sha256(document.read_bytes()).hexdigest()


def test_it_writes_a_file_for_each_into_a_folder(picture, document, tmp_path):
    folder = tmp_path / "new folder"
    done = fakes(picture, document, "-o", folder, "-f", "json")
    assert (done.exit_code, done.stdout) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["page.png.json", "three.tiff.json"]
    assert len(json.loads((folder / "three.tiff.json").read_text())["pages"]) == 3


def test_it_refuses_to_write_two_results_to_one_file(picture, tmp_path):
    done = fakes(picture, picture, "-o", tmp_path)
    assert done.exit_code == exits.USAGE
    assert "have the same name" in done.stderr


def test_it_leaves_an_older_result_when_a_reading_fails(document, tmp_path):
    (tmp_path / "three.tiff.txt").write_text("older")
    assert fakes(document, "-o", tmp_path, "-p", "9").exit_code == exits.FILE
    assert (tmp_path / "three.tiff.txt").read_text() == "older"
    assert not list(tmp_path.glob(".three*"))


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"just some text", "is text, not a picture"), (draw_text(ENGLISH).png[:200], "page.png: ")],
)
def test_it_says_what_is_wrong_with_a_file_and_reads_the_others(tmp_path, picture, content, says):
    good = tmp_path / "good.png"
    good.write_bytes(picture.read_bytes())
    expected = fakes(good).stdout
    picture.write_bytes(content)
    done = fakes(picture, good)
    assert done.stdout.endswith(expected)
    assert says in done.stderr
    assert done.exit_code in (exits.FILE, exits.OK)


def test_it_names_a_missing_file_and_a_folder(tmp_path):
    done = fakes(tmp_path / "none.png", tmp_path)
    assert f"{tmp_path / 'none.png'}: There is no such file. Check the name and the folder." in done.stderr
    assert f"{tmp_path}: It is a folder." in done.stderr
    assert done.exit_code == exits.FILE


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--dpi", "7"], "50 to 600"), (["-e", "none"], "there is no engine 'none'"), (["-f", "odt"], "txt, json"),
        (["-l", "russian"], "did you mean"), (["-p", "0"], "pages"), (["--detail", "all"], "must be one of"),
    ],
)  # fmt: skip
def test_it_refuses_a_wrong_option(picture, arguments, says):
    done = read(picture, *arguments, env={"COLUMNS": "300"})
    assert done.exit_code == exits.USAGE
    assert says in done.stderr
    assert done.stdout == ""


def test_it_names_the_command_for_a_language_that_is_not_installed(picture):
    done = read(picture, "-l", "chr")
    assert done.exit_code == exits.USAGE
    assert "Run 'onlineocr languages add chr'." in done.stderr


@pytest.mark.engine
@pytest.mark.parametrize("flags", [[], ["--quiet"]], ids=" ".join)
def test_it_names_the_command_for_a_script_that_no_installed_language_reads(tmp_path, monkeypatch, flags):
    monkeypatch.setattr(tessdata, "folders", lambda: (tmp_path,))  # the machine may have Russian for all
    (tmp_path / "page.png").write_bytes(draw_text(RUSSIAN).png)
    done = read(tmp_path / "page.png", *flags)
    assert done.exit_code == exits.OK
    assert "page.png: page 1: 3 lines are in the script of Russian, which no installed language reads." in done.stderr
    assert "onlineocr languages add rus" in done.stderr


def test_it_ends_with_the_code_of_an_engine_that_fails(tmp_path):
    drawing = draw_text(ENGLISH)
    drawing.image.putpixel((0, 0), fake.poison(fake.FAIL))
    (tmp_path / "poison.png").write_bytes(drawing.png)
    done = fakes(tmp_path / "poison.png", "--no-deskew")
    assert done.exit_code == exits.ENGINE
    assert "The fake engine was told to fail" in done.stderr


def test_it_says_that_a_folder_cannot_be_made(picture):
    done = fakes(picture, "-o", picture / "below")
    assert done.exit_code == exits.OUTPUT
    assert "page.png: this is no folder" in done.stderr


def test_it_has_a_flag_for_every_option():
    shown = read("--help", env={"COLUMNS": "200"}).stdout
    for spec in Options.specs():
        assert f"--{spec.name.replace('_', '-')}" in shown
    assert all(name in shown for name in formats.names())


def test_every_error_has_an_exit_code_with_a_meaning():
    for kind in tree():
        error = kind({"dpi": "wrong"}) if issubclass(kind, InvalidOptions) else kind()
        assert exits.code_for(error) in exits.MEANINGS
    assert exits.code_for(OcrError()) == exits.WRONG


def test_it_does_not_load_the_service():
    code = "import sys, onlineocr.cli.read, onlineocr.ocr.pipeline; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_starts_without_the_engines():
    code = "import sys, onlineocr.cli; sys.exit(bool({'cv2', 'numpy', 'tesserocr', 'django'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_ends_quietly_when_its_reader_goes_away(document):
    command = [sys.executable, "-m", "onlineocr", "read", "-e", "fake", "-f", "json", str(document)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (exits.OUTPUT, b"")


def test_it_makes_a_picture_searchable(picture, tmp_path):
    assert fakes("-f", "pdf", "-o", tmp_path / "out", picture).exit_code == 0
    data = (tmp_path / "out/page.png.pdf").read_bytes()
    assert len(text_by_pdfium(data).split()) > 5


def test_what_comes_from_standard_input_becomes_searchable_too(picture):
    done = fakes("-f", "pdf", "-", input=picture.read_bytes())
    assert (done.exit_code, done.stdout_bytes[:5]) == (0, b"%PDF-")


def test_it_says_why_a_pdf_is_not_archival(tmp_path):
    (tmp_path / "alice.pdf").write_bytes(drawn(b"BT /F 20 Tf 50 700 Td (Alice) Tj ET"))
    done = fakes("-f", "pdf", "-o", tmp_path, tmp_path / "alice.pdf")
    assert (done.exit_code, "PDF/A" in done.stderr) == (0, True)


@pytest.mark.engine
def test_it_reads_in_the_languages_of_the_service_whose_folder_it_is_told(picture, tmp_path):
    """English under the name of Greek: whether it is found is what is asked here."""
    (tmp_path / "data" / "tessdata").mkdir(parents=True)
    (tmp_path / "data" / "tessdata" / "ell.traineddata").write_bytes(tessdata.find("eng").read_bytes())
    command = [sys.executable, "-m", "onlineocr"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONLINEOCR_")}

    def run(*words):
        return subprocess.run([*command, *map(str, words)], env=kept, capture_output=True, text=True, check=False)

    assert run("read", "-l", "el", picture, "--data", tmp_path / "none").returncode == exits.USAGE
    assert run("read", "-l", "el", picture, "--data", tmp_path / "data").stdout.split() == " ".join(ENGLISH).split()
    said = run("doctor", "--data", tmp_path / "data").stdout
    assert f"languages list --data {tmp_path / 'data'}' shows them" in said
