"""The model files that come with the installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlineocr.ocr import models
from onlineocr.ocr.errors import ModelDamaged


def test_every_listed_file_is_whole() -> None:
    assert list(models.damaged()) == []


def test_every_file_in_the_folder_is_listed() -> None:
    files = {path.name for path in models.FOLDER.iterdir() if path.suffix in {".onnx", ".txt", ".json"}}
    assert files - {"manifest.json"} == set(models.manifest())


def test_sizes_and_licences_are_stated() -> None:
    assert all(model.path.stat().st_size == model.size for model in models.manifest().values())
    assert {model.licence for model in models.manifest().values()} == {"Apache-2.0"}


def test_it_refuses_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models.manifest()
    (tmp_path / "ppocrv6_tiny_rec.txt").write_text("a\nb\n")
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    with pytest.raises(ModelDamaged, match=r"ppocrv6_tiny_rec\.txt is damaged"):
        models.read("ppocrv6_tiny_rec.txt")


def test_it_says_which_file_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models.manifest()
    monkeypatch.setattr(models, "FOLDER", tmp_path)
    with pytest.raises(ModelDamaged, match=r"ppocrv6_tiny_rec\.txt cannot be read: No such file"):
        models.read("ppocrv6_tiny_rec.txt")


def test_a_dictionary_begins_with_the_blank_and_ends_with_the_space() -> None:
    characters = models.characters("ppocrv6_tiny_rec.txt")
    assert (characters[0], characters[-1]) == ("", " ")
    assert all(len(character) == 1 for character in characters[1:])
