"""Telling the script of a line by how it looks to the quick recogniser."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.engines.ppocr import scripts
from onlineocr.ocr.engines.ppocr.reader import QUICK
from onlineocr.ocr.engines.ppocr.scripts import Sight
from onlineocr.ocr.languages import every
from tests.support.drawing import CHINESE, ENGLISH, GREEK, HEBREW, RUSSIAN, draw_text

pytestmark = pytest.mark.engine


def traits(text: str) -> np.ndarray:
    return QUICK.look(draw_text([text], margin=8).pixels)[1]


def sight(text: str, sure: float = 0.7, *, doubt: bool = True) -> Sight:
    return Sight(traits(text), 12.0, sure, doubt)


@pytest.mark.parametrize(
    ("lines", "script"),
    [(ENGLISH, "Latn"), (RUSSIAN, "Cyrl"), (GREEK, "Grek"), (HEBREW, "Hebr"), (CHINESE, "Hani")],
)
def test_it_tells_the_script_of_a_page(lines, script):
    shares, turned = scripts.fitted()(np.stack([traits(line) for line in lines]))
    assert scripts.fitted().scripts[int(np.log(shares).sum(axis=0).argmax())] == script
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert turned.mean() < 0.5


def test_it_names_scripts_that_a_language_is_written_in():
    assert set(scripts.fitted().scripts) - scripts.KNOWN <= {language.script for language in every()}


def test_a_page_in_another_script_is_told_line_by_line():
    assert scripts.name([sight(line) for line in RUSSIAN]) == ["Cyrl"] * 3


def test_a_page_of_which_the_reading_is_sure_is_not_judged(monkeypatch):
    monkeypatch.setattr(scripts, "fitted", None)
    assert scripts.name([sight(line, 0.99, doubt=False) for line in RUSSIAN]) == [""] * 3
    assert scripts.name([]) == []


def test_an_other_script_line_is_found_on_a_known_page():
    page = [sight(line, 0.99, doubt=False) for line in ENGLISH * 2]
    assert scripts.name([*page, sight(RUSSIAN[1])]) == [""] * 6 + ["Cyrl"]


def test_a_line_that_reads_well_is_not_taken_for_another_script_on_a_known_page():
    page = [sight(line, 0.99, doubt=False) for line in ENGLISH * 2]
    assert scripts.name([*page, sight(RUSSIAN[1], 0.96)])[-1] == ""


def test_latin_lines_stay_on_a_page_in_another_script():
    page = [sight(line) for line in RUSSIAN * 2]
    assert scripts.name([*page, sight(ENGLISH[0], 0.99, doubt=False)])[-1] == ""


def test_lines_that_were_read_with_care_alone_are_known():
    assert scripts.name([None, sight(RUSSIAN[0]), None]) == ["", "Cyrl", ""]


def test_two_clear_lines_on_one_page_are_each_in_their_own_script():
    assert scripts.name([sight(" ".join(RUSSIAN)), sight(" ".join(GREEK))]) == ["Cyrl", "Grek"]
