"""Words of a page's own text whose letters the file does not say, and which a reading of the page did not give either.

A lone character without a meaning is often no word: a bullet stands first on its line, or alone in a cell, and fonts of
symbols and icons use codes of Unicode's private area. Such characters are left out without a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..geometry import Box
from ..page import Line, OwnText, Pixels, Problem, Word
from ..prepare import ink
from ..wording import counted
from .edit import UNMAPPED

CODE = "unmapped_words"
_READ = 0.4  # of a word's area under words that were read: then a reading gave it
_BOXES = set("0Oo□.,")  # how the empty boxes are read that stand for letters that a font lacks


def problems(lines: Sequence[Line], taken: Sequence[Line], own: OwnText, pixels: Pixels) -> Iterator[Problem]:
    """A problem with the number of words among ``lines`` that show something and are neither mapped nor ``taken``."""
    if not own.unmapped:
        return
    shown = _shown(_words(lines), taken, pixels)
    lone = sum(word.text == UNMAPPED for word in shown)
    count = len(shown) - lone + min(lone, max(0, own.unmapped - own.symbols))
    if count:
        detail = f"The file does not say the letters of {counted(count, 'word')} of the page's own text"
        yield Problem(CODE, f"{detail}; the option text_layer=ignore reads the page's picture instead")


def _words(lines: Sequence[Line]) -> list[Word]:
    """The words with an unmapped character, without lone ones that stand first on their line."""
    return [
        word
        for line in lines
        for number, word in enumerate(line.words)
        if UNMAPPED in word.text and (number or word.text != UNMAPPED)
    ]


def _shown(words: Sequence[Word], taken: Sequence[Line], pixels: Pixels) -> list[Word]:
    """Those of ``words`` that show something in places of which no line of ``taken`` says anything."""
    if not words:
        return []
    grey = ink.grey(pixels)
    given = [
        word for line in taken for word in line.words if UNMAPPED not in word.text and not set(word.text) <= _BOXES
    ]
    said = ink.coverage(grey.shape, (word.box for word in given))
    found = ink.shown(grey, (word.box for word in words))
    return [word for word, is_shown in zip(words, found, strict=True) if is_shown and not _is_said(word.box, said)]


def _is_said(box: Box, said: ink.Coverage) -> bool:
    place = said[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    return bool(place.size) and float(place.mean()) >= _READ
