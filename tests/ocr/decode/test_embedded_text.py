"""A PDF page's own text as the decode child finds it."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import numpy as np
import pytest

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.page import OwnText, PageImage
from tests.ocr.decode.decoded import Decoder, drawing
from tests.support import pdfs
from tests.support.drawing import CHINESE, CJK, ENGLISH, HEBREW, draw_text


def own(decoder: Decoder, data: bytes, **options) -> OwnText:
    found = decoder.page(data, **options).own_text
    assert found is not None
    return found


def texts(decoder: Decoder, data: bytes) -> list[str]:
    return [line.text for line in own(decoder, data).lines]


def tj(text: str, at: str = "50 700 Td", size: float = 16, more: str = "") -> bytes:
    return f"BT /F {size} Tf {more} {at} ({text}) Tj ET ".encode()


def is_on_ink(page: PageImage, box: Box) -> bool:
    return bool((page.pixels[box.top : box.bottom, box.left : box.right] < 128).any())


def test_it_finds_lines_and_words(decoder: Decoder) -> None:
    found = own(decoder, pdfs.typed())
    assert [line.text for line in found.lines] == list(ENGLISH)
    assert [word.text for word in found.lines[0].words] == ["The", "quick", "brown", "fox", "jumps"]
    assert (found.characters, found.unmapped, found.outside, found.complete) == (64, 0, 0, True)
    assert {word.confidence for line in found.lines for word in line.words} == {None}


def test_each_box_holds_its_word_and_no_more(decoder: Decoder) -> None:
    page = decoder.page(pdfs.typed())
    assert page.own_text
    rest = page.pixels.copy()
    for word in (word for line in page.own_text.lines for word in line.words):
        assert is_on_ink(page, word.box)
        assert word.box.height < 60
        rest[word.box.top : word.box.bottom, word.box.left : word.box.right] = 255
    assert (rest < 128).sum() == 0


def test_letters_of_a_negative_size_run_as_they_are_seen(decoder: Decoder) -> None:
    """Both the matrix and the size turn them round, so that they stand upright."""
    assert texts(decoder, pdfs.drawn(b"BT /F -16 Tf -1 0 0 -1 50 700 Tm (Negative size) Tj ET")) == ["Negative size"]
    assert texts(decoder, pdfs.drawn(b"BT /F -16 Tf 1 0 0 1 300 700 Tm (Upside down) Tj ET")) == ["Upside down"]


def test_it_does_not_look_when_the_text_is_to_be_ignored(decoder: Decoder) -> None:
    assert decoder.page(pdfs.typed(), text_layer="ignore").own_text is None


def test_an_empty_page_has_empty_text(decoder: Decoder) -> None:
    assert own(decoder, pdfs.drawn(b"")) == OwnText()


def test_a_scan_has_a_picture_and_no_text(decoder: Decoder) -> None:
    found = own(decoder, pdfs.scan(draw_text()))
    assert (found.lines, len(found.pictures)) == ((), 1)


def test_hidden_text_is_text(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.scan(draw_text(), ENGLISH)) == list(ENGLISH)


def test_an_encrypted_document_gives_its_text_with_the_password(decoder: Decoder) -> None:
    data = pdfs.typed(user_password="sesame", owner_password="owner")
    assert own(decoder, data, password="sesame").lines[0].text == ENGLISH[0]


@pytest.mark.parametrize("crop", [None, (30, 500, 400, 780)], ids=["whole", "cropped"])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_follow_rotate_and_crop_box(decoder: Decoder, degrees: int, crop: tuple[float, ...] | None) -> None:
    page = decoder.page(pdfs.turned(pdfs.typed(), degrees, crop))
    assert page.own_text
    (first,) = [line for line in page.own_text.lines if line.text == ENGLISH[0]]
    assert all(is_on_ink(page, word.box) for word in first.words)
    assert (first.box.width > first.box.height) == (degrees in {0, 180})
    (x, y), (u, v) = first.polygon[:2]
    assert (round(np.sign(u - x)), round(np.sign(v - y))) == {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[
        degrees
    ]


def test_text_outside_the_crop_box_is_counted_and_left_out(decoder: Decoder) -> None:
    found = own(decoder, pdfs.drawn(tj("here") + tj("beyond", "50 100 Td"), more="/CropBox[0 400 612 792]"))
    assert ([line.text for line in found.lines], found.characters, found.outside) == (["here"], 4, 6)


@pytest.mark.parametrize("at", ["5000 5000 Td", "-900 700 Td", "999999999 9 Td"])
def test_text_far_off_the_page_is_left_out(decoder: Decoder, at: str) -> None:
    assert texts(decoder, pdfs.drawn(tj("here") + tj("gone", at))) == ["here"]


def test_text_of_one_point_is_found(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.drawn(tj("tiny print here", size=1))) == ["tiny print here"]


def test_margins_written_sideways_are_lines_of_their_own(decoder: Decoder) -> None:
    data = pdfs.drawn(tj("level text") + b"BT /F 12 Tf 0 1 -1 0 40 300 Tm (up the margin) Tj ET")
    level, margin = own(decoder, data).lines
    assert (level.text, margin.text) == ("level text", "up the margin")
    assert margin.box.height > 4 * margin.box.width


def test_slanting_text_has_a_slanting_polygon(decoder: Decoder) -> None:
    data = pdfs.drawn(b"BT /F 20 Tf 0.866 0.5 -0.5 0.866 200 300 Tm (Uphill all the way) Tj ET")
    (line,) = own(decoder, data).lines
    (x, y), (u, v) = line.polygon[:2]
    assert line.text == "Uphill all the way"
    assert np.degrees(np.arctan2(y - v, u - x)) == pytest.approx(30, abs=1)


def test_hebrew_comes_in_the_order_of_reading(decoder: Decoder) -> None:
    visual = [line[::-1] for line in HEBREW]  # drawn from left to right, as a shaping producer does
    document = pdfs.new_page()
    for number, line in enumerate(visual):
        x = 50.0
        for letter in line:
            document.text(x, 80 + 32 * number, letter)
            x += document.get_string_width(letter)
    assert texts(decoder, bytes(document.output())) == list(HEBREW)


def test_each_chinese_character_is_a_word(decoder: Decoder) -> None:
    found = own(decoder, pdfs.typed(CHINESE, font=CJK))
    assert [line.text for line in found.lines] == list(CHINESE)
    assert [word.text for word in found.lines[0].words] == list(CHINESE[0])


def test_ligatures_are_taken_apart(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.miscoded("ofZce", means={"Z": "\ufb01"})) == ["office"]


def test_ligatures_that_mean_several_letters_are_these_letters(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.miscoded("oZce diZerent", means={"Z": "ff"})) == ["offce different"]
    assert texts(decoder, pdfs.miscoded("oZce", means={"Z": "ffi"})) == ["office"]


def test_a_line_with_one_space_of_its_own_has_others_by_distance(decoder: Decoder) -> None:
    data = pdfs.drawn(
        b"BT /F 16 Tf 50 700 Td [(see) -250 (the) -250 (easiest) -250 (way) -250 (in) -250 (Section B)] TJ ET"
    )
    assert texts(decoder, data) == ["see the easiest way in Section B"]


def test_a_hyphen_at_the_end_of_a_line_stays(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.drawn(tj("a recog-") + tj("nizer", "50 680 Td"))) == ["a recog-", "nizer"]


def test_words_without_spaces_between_them_are_parted_by_their_distance(decoder: Decoder) -> None:
    data = pdfs.drawn(b"BT /F 16 Tf 50 700 Td [(Knuth) -333 (sets) -333 (no) -333 (sp) 20 (aces)] TJ ET")
    assert texts(decoder, data) == ["Knuth sets no spaces"]


def test_spaced_letters_are_one_word(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.drawn(tj("HEADING", more="5 Tc"))) == ["HEADING"]


def test_text_drawn_twice_to_look_bold_is_said_once(decoder: Decoder) -> None:
    assert texts(decoder, pdfs.drawn(tj("bold text") + tj("bold text", "50.4 700 Td"))) == ["bold text"]


def test_letters_drawn_one_by_one_in_any_order_are_one_line(decoder: Decoder) -> None:
    places = [(letter, 50 + 9 * index) for index, letter in enumerate("abdeghnopq")]
    random.Random(7).shuffle(places)
    assert texts(decoder, pdfs.drawn(b"".join(tj(letter, f"{x} 700 Td") for letter, x in places))) == ["abdeghnopq"]


def test_columns_are_separate_lines(decoder: Decoder) -> None:
    data = pdfs.drawn(tj("left one") + tj("right one", "300 700 Td") + tj("left two", "50 680 Td"))
    assert texts(decoder, data) == ["left one", "right one", "left two"]


def test_characters_without_a_meaning_are_counted(decoder: Decoder) -> None:
    found = own(decoder, pdfs.unmapped())
    assert found.characters > 30
    assert found.unmapped > 0.9 * found.characters


def test_pictures_are_found_where_they_are(decoder: Decoder) -> None:
    page = decoder.page(pdfs.with_picture(ENGLISH, drawing(120, 80), at=(100, 300, 240)))
    assert page.own_text
    (box,) = page.own_text.pictures
    scale = page.width / 612
    assert [round(side / scale) for side in box] == pytest.approx([100, 300, 340, 460], abs=1)


def test_ten_thousand_words_are_taken(decoder: Decoder) -> None:
    lines = [" ".join(f"w{number:03}" for number in range(start, start + 50)) for start in range(0, 10_000, 50)]
    rows = b"".join(tj(line, f"20 {780 - 3.8 * number} Td", size=3) for number, line in enumerate(lines))
    found = own(decoder, pdfs.drawn(rows), limits=Limits(decode_seconds=60))
    assert sum(len(line.words) for line in found.lines) == 10_000
    assert found.complete


@pytest.mark.parametrize("scattered", [True, False])
def test_a_million_characters_are_cut_short_in_time(decoder: Decoder, scattered: bool) -> None:
    chance = random.Random(3)
    if scattered:
        parts = (f"1 0 0 1 {chance.randrange(600)} {chance.randrange(790)} Tm (abcdefgh) Tj " for _ in range(125_000))
    else:
        parts = (f"1 0 0 1 10 {y} Tm ({'many words ' * 2000}) Tj " for y in range(10, 780, 15))
    began = time.process_time()
    found = own(decoder, pdfs.drawn(("BT /F 1 Tf " + "".join(parts) + "ET").encode()))
    assert time.process_time() - began < 20
    assert not found.complete
    assert len(found.lines) <= OwnText.MOST_LINES
    assert sum(len(line.words) for line in found.lines) <= OwnText.MOST_WORDS


def test_it_survives_the_way_to_another_process(decoder: Decoder) -> None:
    found = own(decoder, pdfs.with_picture(ENGLISH, drawing(), at=(100, 300, 200)))
    assert OwnText.from_dict(found.to_dict()) == found


def test_lines_come_from_top_to_bottom_as_they_were_written(decoder: Decoder) -> None:
    tops = [line.box.top for line in own(decoder, pdfs.typed()).lines]
    assert all(above < below for above, below in pairwise(tops))


@pytest.mark.parametrize("means", ["𠮷", "𝒳", "😀"])
def test_characters_beyond_the_first_plane_are_whole(decoder: Decoder, means: str) -> None:
    assert texts(decoder, pdfs.miscoded("aXb", {"a": "a", "X": means, "b": "b"})) == [f"a{means}b"]


@pytest.mark.parametrize("means", ["\ufefb", "لا"])
def test_a_ligature_of_arabic_is_in_the_order_of_reading(decoder: Decoder, means: str) -> None:
    assert texts(decoder, pdfs.miscoded("XbX", {"X": means, "b": "ب"})) == ["لابلا"]
