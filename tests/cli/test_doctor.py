"""``onlineocr doctor``"""

import json
import shutil

import pytest
from typer.testing import CliRunner

from onlineocr.cli import app, exits
from onlineocr.ocr import models
from onlineocr.ocr.engines import registry

pytestmark = pytest.mark.engine


def examine():
    done = CliRunner().invoke(app, ["doctor", "--json"])
    result = json.loads(done.stdout)
    assert done.exit_code == (exits.OK if result["ok"] else exits.WRONG)
    return {check["name"]: check for check in result["checks"]}


def test_it_finds_a_whole_installation_well():
    checks = examine()
    assert [name for name, check in checks.items() if not check["ok"]] == ["engine fake"]  # it reads digests
    assert {f"engine {name}" for name in registry.names()} < set(checks)
    assert {"data folder", "model files", "trained data", "sandbox", "language eng"} < set(checks)


def test_it_tells_people_in_words():
    done = CliRunner().invoke(app, ["doctor"])
    assert "engine ppocr: read the known picture" in done.stdout
    assert "sandbox: PNG, JPEG, WEBP, GIF, BMP, TIFF, AVIF, HEIF, PDF were decoded" in done.stdout


def test_it_finds_a_damaged_language_and_names_the_remedy(monkeypatch, tmp_path):
    (tmp_path / "chr.traineddata").write_bytes(b"nothing of use")
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    checks = examine()
    assert checks["language chr"]["ok"] is False
    assert checks["language chr"]["remedy"] == "Run 'onlineocr languages add chr' to bring a sound file."
    assert checks["language eng"]["ok"] is True


def test_it_finds_a_damaged_model(monkeypatch, tmp_path):
    shutil.copy(models.FOLDER / "manifest.json", tmp_path)
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    checks = examine()
    assert checks["model files"]["ok"] is False
    assert "ppocrv6_tiny_det.onnx" in checks["model files"]["detail"]


def test_it_finds_a_data_folder_that_cannot_be_made(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ONLINEOCR_DATA", str(tmp_path / "file" / "below"))
    check = examine()["data folder"]
    assert check["ok"] is False
    assert "cannot be made" in check["detail"]
