"""Validation of a page's own text from a child: within the limits, on the page, without control characters."""

from __future__ import annotations

import math
from typing import Any

from ..page import OwnText
from ..schema import Json

_LETTERS = 2 * OwnText.MOST_CHARACTERS + OwnText.MOST_WORDS  # in words and again in lines, with spaces
_MOST = 100_000_000
_JOINERS = {"\u200c", "\u200d"}  # they shape words in Persian and Indic scripts; no other format character passes


def checked(said: Any, width: int, height: int) -> Json | None:
    """Return the checked ``said`` for a page of ``width`` x ``height``. Raise ValueError if it is invalid."""
    if said is None:
        return None
    try:
        lines = [_line(line, width, height) for line in _list(said["lines"], OwnText.MOST_LINES)]
        pictures = [_box(box, width, height) for box in _list(said["pictures"], OwnText.MOST_PICTURES)]
        counts = {name: _count(said[name]) for name in ("characters", "unmapped", "outside", "symbols")}
        complete = said["complete"] is True
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"a page's own text lacks {error}") from None
    lines = [line for line in lines if line[0] and line[2]]
    if sum(len(line[2]) for line in lines) > OwnText.MOST_WORDS:
        raise ValueError("a page's own text has too many words")
    if sum(len(line[0]) + sum(len(word[0]) for word in line[2]) for line in lines) > _LETTERS:
        raise ValueError("a page's own text is too long")
    return {"lines": lines, "pictures": pictures, **counts, "complete": complete}


def _line(said: Any, width: int, height: int) -> list[Any]:
    text, polygon, words = _list(said, 3)
    corners = [_point(point, width, height) for point in _list(polygon, 4)]
    if len(corners) != 4:
        raise ValueError("a line has four corners")
    found = [_word(word, width, height) for word in _list(words, OwnText.MOST_WORDS)]
    return [_text(text, OwnText.LONGEST_LINE), corners, [word for word in found if word[0]]]


def _word(said: Any, width: int, height: int) -> list[Any]:
    text, *box = _list(said, 5)
    return [_text(text, OwnText.LONGEST_WORD).replace(" ", ""), *_box(box, width, height)]


def _box(said: Any, width: int, height: int) -> list[int]:
    left, top, right, bottom = _list(said, 4)
    if any(type(side) is not int for side in said):
        raise ValueError(f"{said!r} is no box")
    if not (0 <= left < right <= width and 0 <= top < bottom <= height):
        raise ValueError(f"{said!r} does not lie on the page")
    return [left, top, right, bottom]


def _point(said: Any, width: int, height: int) -> list[float]:
    x, y = _list(said, 2)
    if type(x) not in {int, float} or type(y) not in {int, float} or not math.isfinite(x + y):
        raise ValueError(f"{said!r} is no point")
    if not (0 <= x <= width and 0 <= y <= height):
        raise ValueError(f"{said!r} does not lie on the page")
    return [float(x), float(y)]


def _text(said: Any, longest: int) -> str:
    if type(said) is not str:
        raise TypeError("a text")
    if len(said) > longest:
        raise ValueError("a text is too long")
    return "".join(letter for letter in said if letter.isprintable() or letter in _JOINERS)


def _count(said: Any) -> int:
    if type(said) is not int or not 0 <= said <= _MOST:
        raise ValueError(f"{said!r} is no count")
    return said


def _list(said: Any, most: int) -> list[Any]:
    if type(said) is not list or len(said) > most:
        raise ValueError(f"no list of at most {most}")
    return said
