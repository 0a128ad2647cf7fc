"""Two readings of a line: the quick one's, and where that is in doubt the careful one's."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.engines.ppocr import letters, reader
from onlineocr.ocr.engines.ppocr.letters import Letter
from tests.ocr.engines.test_ppocr import drawn
from tests.support.drawing import RUSSIAN, draw_text

CLEAR = "The quick brown fox jumps"


def said(text: str, confidence: float = 1.0, space: float = 1.0) -> list[Letter]:
    after = [(c, text[n - 1 : n] == " ") for n, c in enumerate(text) if c != " "]
    return [Letter(c, confidence, 0, 1, space if spaced else 0, spaced) for c, spaced in after]


def line(text: str) -> np.ndarray:
    return np.array(drawn((text,), width=520)[0][12:60])


def small_print() -> np.ndarray:
    return np.ascontiguousarray(line(CLEAR)[1::3, 1::3])


def test_it_believes_a_sure_line() -> None:
    assert not reader.is_doubtful(said("a sure line", 0.99))


@pytest.mark.parametrize(
    "doubted",
    [
        said(""),
        said("unsure all over", 0.95),
        [*said("one bad lette"), Letter("r", 0.5, 0, 1)],
        said("is it one word or two", space=0.4),
        said("世界"),
        said("αβγ"),
    ],
    ids=["nothing", "unsure", "letter", "space", "Chinese", "Greek"],
)
def test_it_doubts(doubted: list[Letter]) -> None:
    assert reader.is_doubtful(doubted)


@pytest.mark.engine
def test_a_clear_line_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CAREFUL", None)
    read = reader.PageReader().read([line(CLEAR)])
    assert (read.way, letters.text(read.letters)) == (0, CLEAR)


@pytest.mark.engine
def test_a_doubtful_line_is_read_again() -> None:
    crop = small_print()
    assert reader.is_doubtful(reader.QUICK.read(crop))
    assert reader.PageReader().read([crop]).letters == reader.CAREFUL.read(crop, western=True)


@pytest.mark.engine
def test_a_script_that_neither_knows_keeps_its_doubtful_letters() -> None:
    crop = np.array(draw_text(RUSSIAN[:1]).pixels[:90])
    assert reader.CAREFUL.read(crop) == []
    assert reader.PageReader().read([crop]).letters == reader.QUICK.read(crop) != []


@pytest.mark.engine
def test_of_several_ways_the_one_that_reads_best_is_taken() -> None:
    crop = line(CLEAR)
    read = reader.PageReader().read([np.ascontiguousarray(crop[::-1, ::-1]), crop])
    assert (read.way, letters.text(read.letters)) == (1, CLEAR)


@pytest.mark.engine
def test_a_page_that_is_all_doubtful_is_soon_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page = reader.PageReader()
    for _ in range(8):
        page.read([small_print()])
    monkeypatch.setattr(reader, "QUICK", None)
    assert page.read([line(CLEAR)]).letters
