from __future__ import annotations

import math
from itertools import accumulate

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


def spread(text: str, starts: list[float], *, width: float = 8.0) -> list[Glyph]:
    """``text`` with each character at its start along the line, in a font of about 10 pixels."""
    rects = [(100 + start, 100.0, 100 + start + width, 112.0) for start in starts]
    return [Glyph(letter, (1.0, 0.0), rect, rect) for letter, rect in zip(text, rects, strict=True)]


def read(glyphs: list[Glyph]) -> str:
    return " ".join(line.text for line in typeset(glyphs, SIZE))


def test_a_space_that_is_drawn_over_the_next_letter_parts_nothing() -> None:
    letters = [0.0, 8.0, 16.0, 24.0, 36.0, 44.0, 52.0]  # room for a space stands behind the fourth
    drawn = [glyph for start in letters for glyph in spread("a ", [start, start + 8.0], width=8.0)]
    assert read(drawn[:-1]) == "aaaa aaa"


def test_a_word_whose_letters_are_parted_by_spaces_is_one_word() -> None:
    drawn = [g for index, letter in enumerate("Purchase") for g in spread(f"{letter} ", [index * 11, index * 11 + 8])]
    assert read(drawn) == "Purchase"


def test_rows_of_single_digits_stay_single() -> None:
    assert read(row("1 2 3 4 5 6", step=10.0)) == "1 2 3 4 5 6"


def test_letters_at_a_fixed_pitch_are_parted_where_a_place_is_empty() -> None:
    widths = {"T": 9.0, "e": 8.0, "s": 7.0, "t": 4.0, "i": 3.0, "n": 8.0, "g": 8.0, "u": 8.0, "p": 8.0}
    places = [index for index, letter in enumerate("Testing it up") if letter != " "]
    text = "Testing it up".replace(" ", "")
    drawn = [
        glyph
        for letter, place in zip(text, places, strict=True)
        for glyph in spread(letter, [place * 9.5], width=widths[letter])
    ]
    assert read(drawn) == "Testing it up"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["aa", "b", "ccc", "dddd"]), min_size=2, max_size=8), st.floats(0.0, 2.0))
def test_no_letter_is_lost_whatever_room_stands_between_letters(words: list[str], room: float) -> None:
    text, starts, at = "", [], 0.0
    for word in words:
        for letter in word:
            text, starts, at = text + letter, [*starts, at], at + 8.0 + room
        at += 5.0
    assert read(spread(text, starts)).replace(" ", "") == text


def set_in(*letters: tuple[str, float, float]) -> str:
    """The line that ``letters`` (text, start, end in pixels) of a font of 20 pixels make."""
    rects = [(100 + start, 100.0, 100 + end, 123.0) for _, start, end in letters]
    drawn = [Glyph(text, (1.0, 0.0), rect, rect) for (text, *_), rect in zip(letters, rects, strict=True)]
    (line,) = typeset(drawn, SIZE)
    return line.text


def test_a_vowel_sign_with_room_of_its_own_stays_with_the_letter_before_it() -> None:
    assert set_in(("न", 0, 12), ("य", 11, 23), ("ा", 22.5, 28), ("य", 27, 39), ("ा", 38, 44), ("क", 43, 58)) == "नयायाक"


def test_a_joined_letter_is_no_space() -> None:
    assert set_in(("শ", 0, 14), ("্য", 14, 21), ("ক", 21, 36)) == "শ্যক"


def test_a_vowel_sign_before_its_letter_follows_it_in_the_text() -> None:
    assert set_in(("अ", 0, 14), ("ि", 14, 24), ("क", 18, 34)) == "अकि"


def words_apart(gap: float, kern: float = 0.0) -> str:
    """Three words of five letters, of three widths in turn."""
    starts = list(accumulate((7 + 3 * (n % 3) + kern + gap * (n % 5 == 4) for n in range(14)), initial=0.0))
    letters = enumerate(zip("abcdefghijklmno", starts, strict=True))
    return set_in(*((letter, start, start + 7 + 3 * (n % 3)) for n, (letter, start) in letters))


def test_the_shrunk_spaces_of_a_full_line_part_its_words() -> None:
    assert words_apart(2.5) == "abcde fghij klmno"


def test_kerned_letters_are_one_word() -> None:
    assert words_apart(1.0, kern=0.4) == "abcdefghijklmno"
