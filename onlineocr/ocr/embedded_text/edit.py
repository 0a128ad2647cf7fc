"""Removal of words from lines, and moves of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ..geometry import Point, enclosing, union
from ..page import Line, Word

UNMAPPED = "\ufffd"


def kept(lines: Iterable[Line], keep: Callable[[Word], bool]) -> list[Line]:
    """Return ``lines`` with only the words for which ``keep`` is true, without lines that have no such word."""
    found = []
    for line in lines:
        words = tuple(word for word in line.words if keep(word))
        if len(words) == len(line.words):
            found.append(line)
        elif words:
            text = " ".join("".join(_pieces(line, keep)).split())
            found.append(replace(line, text=text, box=union(word.box for word in words), words=words))
    return [line for line in found if line.words]


def _pieces(line: Line, keep: Callable[[Word], bool]) -> Iterator[str]:
    """Return the kept words and all separators of the line."""
    position = 0
    for word in line.words:
        start = max(position, line.text.find(word.text, position))
        yield line.text[position:start]
        if keep(word):
            yield word.text
        position = start + len(word.text)


def moved(line: Line, place: Callable[[Point], Point]) -> Line:
    """Return ``line`` with ``place`` applied to every corner."""
    words = tuple(replace(word, box=enclosing(map(place, word.box.polygon()))) for word in line.words)
    first, second, third, fourth = map(place, line.polygon)
    polygon = (first, second, third, fourth)
    return replace(line, box=enclosing(map(place, line.box.polygon())), polygon=polygon, words=words)
