"""The word lists in Tesseract's trained data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onlineocr.ocr.engines import wordlists
from onlineocr.ocr.engines.tesseract import tessdata


@pytest.mark.parametrize("word", ["confidence", "Station", "PROHIBITED", "don't", "Full", "I've"])
def test_english_words_are_listed(word: str) -> None:
    english = wordlists.of("eng")
    assert english is not None
    assert english.has(word)


@pytest.mark.parametrize(
    "word", ["confidenee", "statlon", "FulI", "l've", "YelloW", "Smòkers", "日本", "", "confidenc"]
)
def test_misread_words_are_not(word: str) -> None:
    english = wordlists.of("eng")
    assert english is not None
    assert not english.has(word)


def test_a_language_that_is_not_installed_has_no_list() -> None:
    assert wordlists.of("xyz") is None


def test_trained_data_without_a_word_list_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tessdata.find("osd")
    assert source is not None
    shutil.copy(source, tmp_path / "lat.traineddata")
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    assert wordlists.of("lat") is None
