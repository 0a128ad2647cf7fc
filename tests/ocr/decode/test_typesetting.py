from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.decode.typesetting import Glyph, typeset

SIZE = (1000, 800)
places = st.floats(-50, 1050)
sides = st.floats(0.001, 300)
texts = st.sampled_from([*"aAb1.-,אבع今天\u05b0\u0301\u200d\ufffd ", "fi", "\U0001f600"])


@st.composite
def glyphs(draw: st.DrawFn) -> Glyph:
    x, y = draw(places), draw(places)
    rect = (x, y, x + draw(sides), y + draw(sides))
    angle = draw(st.sampled_from([0.0, 0.01, math.pi / 2, math.pi, -math.pi / 2, 0.5, math.pi / 4]))
    return Glyph(draw(texts), (round(math.cos(angle), 4), round(math.sin(angle), 4)), rect, rect)


def row(text: str, *, step: float = 10.0) -> list[Glyph]:
    rects = [(100 + step * index, 100.0, 110 + step * index, 112.0) for index in range(len(text))]
    return [Glyph(letter, (1.0, 0.0), rect, rect) for letter, rect in zip(text, rects, strict=True)]


@settings(deadline=None)
@given(st.lists(glyphs(), max_size=40))
def test_whatever_is_drawn_lines_are_well_formed(drawn: list[Glyph]) -> None:
    for line in typeset(drawn, SIZE):
        assert line.words
        assert line.text == line.text.strip()
        assert "".join(line.text.split()) == "".join(word.text for word in line.words)
        for word in line.words:
            assert 0 <= word.box.left < word.box.right <= SIZE[0]
            assert 0 <= word.box.top < word.box.bottom <= SIZE[1]
        assert all(0 <= x <= SIZE[0] and 0 <= y <= SIZE[1] for x, y in line.polygon)


@settings(deadline=None)
@given(st.text("abcdefg ", min_size=1, max_size=30), st.randoms())
def test_the_order_in_the_file_does_not_matter_on_a_line(text: str, chance) -> None:
    drawn = row(text)
    chance.shuffle(drawn)
    # A run of glyphs is found again only if the file does not jump about by more than a word; letters are close here.
    found = " ".join(line.text for line in sorted(typeset(drawn, SIZE), key=lambda line: line.box.left))
    assert "".join(found.split()) == "".join(text.split())


def test_a_mark_stays_with_its_letter() -> None:
    letters = row("שלם")
    mark = Glyph("\u05b8", (1.0, 0.0), (112.0, 108.0, 116.0, 112.0), (112.0, 100.0, 116.0, 112.0))
    (line,) = typeset([letters[0], letters[1], mark, letters[2]], SIZE)
    assert line.text == "םל\u05b8ש"


def test_letters_and_their_accents_are_composed() -> None:
    accent = Glyph("\u0301", (1.0, 0.0), (112.0, 100.0, 116.0, 103.0), (112.0, 100.0, 116.0, 112.0))
    first, second = row("ne")
    (line,) = typeset([first, second, accent], SIZE)
    assert line.text == "né"


def test_a_row_of_cells_is_not_one_line() -> None:
    assert [
        line.text
        for line in typeset(
            row("ab") + [g._replace(ink=(300, 100, 310, 112), room=(300, 100, 310, 112)) for g in row("c")], SIZE
        )
    ] == ["ab", "c"]
