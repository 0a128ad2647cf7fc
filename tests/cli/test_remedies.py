"""The command that a remedy names, as the caller can type it."""

from __future__ import annotations

import sys

import pytest

from onlineocr.cli import datafolder, remedies
from onlineocr.ocr import errors


@pytest.fixture
def called(monkeypatch, tmp_path):
    """``called("…")``: the program was started under this path, and is not on PATH."""

    def as_(path: str) -> str:
        monkeypatch.setattr(sys, "argv", [path])
        return remedies.command()

    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.chdir(tmp_path)
    return as_


def test_on_path_it_is_its_name(called, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "onlineocr").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert called(str(tmp_path / "bin" / "onlineocr")) == "onlineocr"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("{}/onlineocr", "./onlineocr"),
        ("{}/.venv/bin/onlineocr", ".venv/bin/onlineocr"),
        ("/opt/ocr/bin/onlineocr", "/opt/ocr/bin/onlineocr"),
        ("/opt/my ocr/onlineocr", "'/opt/my ocr/onlineocr'"),
        ("/usr/bin/pytest", "onlineocr"),
    ],
)
def test_elsewhere_it_is_the_path_as_it_is_typed_here(called, tmp_path, path, typed):
    assert called(path.format(tmp_path)) == typed


def test_as_a_module_it_is_the_script_beside_the_interpreter(called, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    module = "/lib/onlineocr/__main__.py"
    assert called(module) == f"{tmp_path}/python -m onlineocr"
    (tmp_path / "onlineocr").touch()
    assert called(module) == "./onlineocr"


def test_another_program_of_the_name_on_path_is_not_ours(called, tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "onlineocr").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert called(str(tmp_path / "onlineocr")) == "./onlineocr"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.PdfEncrypted(), "--password"),
        (errors.EngineMissing("Tesseract is not installed"), "doctor --data /srv/ocr'"),
        (errors.EngineFailed("It fell"), "doctor --data /srv/ocr'"),
        (errors.ModelDamaged("det.onnx"), "Install onlineocr again"),
    ],
)
def test_an_error_names_the_command_that_helps(monkeypatch, error, words):
    monkeypatch.setattr(datafolder, "_named", "/srv/ocr")
    assert words in remedies.describe(error)


def test_a_text_without_a_missing_language_stays():
    assert remedies.with_command("damaged_file", "It is torn.") == "It is torn."
