"""The content stream of a layer, and the file in which layers travel."""

from __future__ import annotations

import io
import re
import zlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.export.pdf import layers
from onlineocr.ocr.export.pdf.glyphs import Codes
from onlineocr.ocr.export.pdf.text_layer import content as content_of
from onlineocr.ocr.export.pdf.text_layer import unsaid
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Line, Word
from tests.ocr.pdf_output.pdfs import line, lines, page


def content(page, codes):
    return content_of(unsaid(page), page.height, codes)


TEXTS = ("Alice was beginning to", "get very tired")


def test_it_is_invisible_text_and_nothing_else():
    said = content(page(lines(*TEXTS)), Codes()).decode()
    assert said.startswith("BT\n3 Tr\n")
    assert said.endswith("\nET\n")
    assert set(re.findall(r"[A-Za-z]+$", said, re.MULTILINE)) == {"BT", "Tr", "Tf", "Tm", "Tj", "ET"}


def test_a_page_without_words_has_none():
    assert content(page([]), Codes()) == b""
    assert content(page(lines(*TEXTS), source="text_layer"), Codes()) == b""


def test_a_line_without_words_is_one_run():
    box = Box(100, 100, 400, 140)
    said = content(page([Line("Alice and Bob", 0.9, box, box.polygon())]), Codes()).decode()
    assert said.count("Tj") == 1


def test_a_line_without_extent_does_no_harm():
    box = Box(5, 5, 5, 5)
    word = Word("a", 0.9, box)
    assert b"Tj" in content(page([Line("a", 0.9, box, ((5, 5),) * 4, (word,))]), Codes())


sides = st.integers(0, 30_000)
corners = st.tuples(st.floats(0, 30_000), st.floats(0, 30_000))


@given(st.text(max_size=9), st.tuples(sides, sides, sides, sides), st.tuples(corners, corners, corners, corners))
def test_any_word_anywhere_is_written(text, box, polygon):
    word = Word(text, None, Box(*box))
    said = content(page([Line(text, 0.9, word.box, polygon, (word,))]), Codes())
    assert not re.search(rb"nan|inf|e[+-]\d", said)


def widths(said: str) -> list[float]:
    """Where each word ends, by what is written."""
    height, scale, begin, at = 0.0, 100.0, 0.0, 0.0
    found, operands = list[float](), list[str]()
    for token in said.split():
        if token == "Tf":
            height = float(operands[-1])
        elif token == "Tm":
            begin = at = float(operands[-2])
        elif token == "Td":
            begin = at = begin + float(operands[-2])
        elif token == "Tz":
            scale = float(operands[-1])
        elif token == "Tj":
            at += height / 2 * scale / 100 * (len(operands[-1]) - 2) / 4
            found.append(at)
        operands.append(token)
    return found


@given(st.lists(st.integers(1, 300), min_size=1, max_size=12))
def test_each_word_ends_where_its_box_does(widths_of_words):
    words, x = [], 50
    for width in widths_of_words:
        words.append(Word("word", 0.9, Box(x, 100, x + width, 131)))
        x += width + 9
    row = Line("word " * len(words), 0.9, Box(50, 100, x, 131), Box(50, 100, x, 131).polygon(), tuple(words))
    ends = widths(content(page([row]), Codes()).decode())[::2]
    assert max(abs(end - word.box.right) for end, word in zip(ends, words, strict=True)) < 0.5


def test_layers_come_out_as_they_went_in():
    file = io.BytesIO()
    head = layers.Head("Alice", ("en", "de"), datetime(1865, 11, 26, tzinfo=UTC))
    pages = [page([line("Alice")], 1), page([], 2), page([line("Bob 😀")], 7, rotation=90, source="mixed")]
    assert layers.write(file, head, iter(pages)) == 3
    file.seek(0)
    found = layers.Layers(file)
    assert found.head == head
    some = list(found)
    assert [(one.number, one.rotation, one.replaces) for one in some] == [(1, 0, True), (2, 0, True), (7, 90, False)]
    assert [bool(one.content) for one in some] == [True, False, True]
    assert zlib.decompress(some[0].content).startswith(b"BT")
    assert "😀" in found.glyphs
