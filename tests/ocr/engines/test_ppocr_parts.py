"""The parts of ``ppocr``: cutting out, parting, splitting into words, placing them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.engines.ppocr import crops, ink, tiles, words
from onlineocr.ocr.engines.ppocr.letters import Letter, groups
from onlineocr.ocr.engines.ppocr.letters import text as said
from tests.support.drawing import CHINESE, draw_text

SIZE = (200, 100)
QUAD = np.array([[20, 30], [180, 30], [180, 60], [20, 60]], np.float32)


def letters(text: str) -> list[Letter]:
    """Letters as wide as each other; a space is wide, too, and known by the letter after it."""
    step, found = 1 / len(text), []
    for n, character in enumerate(text):
        if character != " ":
            spaced = text[:n].endswith(" ")
            found.append(Letter(character, 0.9, n * step, (n + 1) * step, 0.9 if spaced else 0.0, spaced))
    return found


def split(text: str) -> list[str]:
    return [said(group) for group in groups(letters(text))]


def striped(text: str, width: int = 160) -> ink.Ink:
    """Ink in every column but those of spaces."""
    columns = np.repeat([character != " " for character in text], width // len(text))
    return ink.Ink(columns, 0.0, 1.0, columns[None])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to be", ["to", "be"]),
        ("  to  be ", ["to", "be"]),
        ("你好,世界", ["你", "好,", "世", "界"]),
        ("共3页", ["共", "3", "页"]),
        ("Tel:+49 (0)30", ["Tel:+49", "(0)30"]),
        ("カタカナ", ["カ", "タ", "カ", "ナ"]),
        ("«Où?»", ["«Où?»"]),
    ],
)
def test_it_splits_a_line_as_its_script_does(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text("ab 你,", min_size=1, max_size=30))
def test_no_letter_is_lost(text: str) -> None:
    assert "".join(split(text)) == text.replace(" ", "")


@given(st.text("ab你", min_size=1, max_size=8), st.text("ab你", min_size=1, max_size=8))
def test_words_stand_in_order_inside_the_page(first: str, second: str) -> None:
    text = f"{first} {second}"
    line = words.line(letters(text), QUAD, striped(text), SIZE)
    lefts = [word.box.left for word in line.words]
    assert lefts == sorted(lefts)
    assert all(0 <= w.box.left < w.box.right <= 200 and 0 <= w.box.top < w.box.bottom <= 100 for w in line.words)


@given(st.text("ab 你,", min_size=1, max_size=30))
def test_the_text_has_single_spaces(text: str) -> None:
    assert said(letters(text)) == " ".join(text.split())


def test_words_end_where_their_ink_does() -> None:
    left, right = words.line(letters("aaaa bbb"), QUAD, striped("aaaa bbb"), SIZE).words
    assert (left.box.left, left.box.right) == (20, 100)
    assert (right.box.left, right.box.right) == (120, 180)


def test_a_line_of_spaces_is_none() -> None:
    assert words.line(letters("   "), QUAD, striped("   "), SIZE) is None
    assert words.line([], QUAD, striped(" "), SIZE) is None


def test_ink_is_found_on_light_and_on_dark() -> None:
    crop = np.full((40, 100, 3), 250, np.uint8)
    crop[10:30, 20:50] = 5
    for picture in (crop, 255 - crop):
        found = ink.find(picture)
        assert found.trimmed(0, 1) == (0.2, 0.5)
        assert (found.top, found.bottom) == (0.25, 0.75)
        assert found.gap(0.3, 1.0) == (0.5, 1.0)


def words_in_half_shadow(darkness: float) -> np.ndarray:
    """One word in the light and one in a shadow, from column 120 on, that takes away ``darkness`` of the light."""
    crop = np.full((40, 240, 3), 240.0)
    crop[10:30, 40:70] = crop[10:30, 160:200] = 20
    crop[:, 120:] *= 1 - darkness
    return crop.astype(np.uint8)


@pytest.mark.parametrize("darkness", [0.2, 0.35, 0.5, 0.8])
def test_paper_in_a_shadow_is_no_ink(darkness: float) -> None:
    found = ink.find(words_in_half_shadow(darkness))
    assert np.flatnonzero(found.columns).tolist() == [*range(40, 70), *range(160, 200)]
    assert found.gap(0.0, 1.0) == (70 / 240, 160 / 240)


@pytest.mark.parametrize(("letters", "paper"), [("black", "white"), ("white", "black"), ("gray", "silver")])
@pytest.mark.parametrize("text", ["MMMMMMWWWW", "i l . i", CHINESE[0]])
def test_an_evenly_lit_line_is_left_as_it_is(text: str, letters: str, paper: str, monkeypatch) -> None:
    monkeypatch.setattr(ink, "_evenly_lit", lambda _: pytest.fail("there is no shadow"))
    assert ink.find(draw_text([text], ink=letters, paper=paper, margin=4).pixels).columns.any()


def test_a_crop_without_ink_keeps_its_places() -> None:
    found = ink.find(np.full((1, 1, 3), 90, np.uint8))
    assert found.trimmed(0.0, 1.0) == (0.0, 1.0)


def test_an_upright_cut_is_the_picture_itself() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (100, 200, 3), np.uint8)
    assert np.array_equal(crops.cut(picture, QUAD), picture[30:60, 20:180])


@pytest.mark.parametrize("quarters", range(4))
def test_a_turned_cut_is_the_turned_picture(quarters: int) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (100, 200, 3), np.uint8)
    assert np.array_equal(crops.cut(picture, crops.turned(QUAD, quarters)), np.rot90(picture[30:60, 20:180], quarters))


@pytest.mark.parametrize("quarters", range(4))
def test_lines_too_long_to_warp_are_cut_all_the_same(quarters: int) -> None:
    picture = np.zeros((12, 40_000, 3), np.uint8)
    quad = np.array([[0, 0], [40_000, 0], [40_000, 12], [0, 12]], np.float32)
    height, width = crops.cut(picture, crops.turned(quad, quarters)).shape[:2]
    assert (width > height) == (quarters % 2 == 0)


def test_a_cut_may_reach_over_the_edge() -> None:
    picture = np.full((50, 60, 3), 77, np.uint8)
    assert (crops.cut(picture, QUAD - 40) == 77).all()


def test_a_page_is_parted_between_its_lines() -> None:
    page = np.full((300, 100, 3), 255, np.uint8)
    page[:140, ::2] = 0
    page[160:, ::2] = 0
    (upper, _), (lower, corner) = tiles.halves(page)
    assert (len(upper), len(lower), corner) == (150, 150, (0, 150))


@given(st.integers(1, 40), st.integers(2, 40), st.integers(0, 9))
def test_parts_make_the_whole(height: int, width: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    (first, _), (second, corner) = tiles.halves(picture)
    assert first.size > 0
    assert second.size > 0
    assert np.array_equal(np.concatenate([first, second], axis=0 if corner[1] else 1), picture)
