"""Words of a page's own text whose letters the file does not map, and that recognition did not find either.

A lone unmapped character is often no word: a bullet is first on its line or alone in a cell, and fonts of symbols and
icons use codes of Unicode's private area. Such characters are left out without a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..geometry import Box
from ..page import Line, OwnText, Pixels, Problem, Word
from ..prepare import ink
from ..wording import counted
from .edit import UNMAPPED

CODE = "unmapped_words"
_READ = 0.4  # of a word's area under recognized words: from there recognition found the word
_BOXES = set("0Oo□.,")  # readings of the empty box that a font draws for a missing letter


def problems(lines: Sequence[Line], taken: Sequence[Line], own: OwnText, pixels: Pixels) -> Iterator[Problem]:
    """Return a problem with the number of words of ``lines`` that are visible, unmapped and not in ``taken``."""
    if not own.unmapped:
        return
    shown = _shown(_words(lines), taken, pixels)
    lone = sum(word.text == UNMAPPED for word in shown)
    count = len(shown) - lone + min(lone, max(0, own.unmapped - own.symbols))
    if count:
        detail = f"The file does not say the letters of {counted(count, 'word')} of the page's own text"
        yield Problem(CODE, f"{detail}; the option text_layer=ignore reads the page's picture instead")


def _words(lines: Sequence[Line]) -> list[Word]:
    """Return the words with an unmapped character, without lone characters that are first on their line."""
    return [
        word
        for line in lines
        for number, word in enumerate(line.words)
        if UNMAPPED in word.text and (number or word.text != UNMAPPED)
    ]


def _shown(words: Sequence[Word], taken: Sequence[Line], pixels: Pixels) -> list[Word]:
    """Return the ``words`` that are visible and that no line of ``taken`` covers."""
    if not words:
        return []
    grey = ink.grey(pixels)
    given = [
        word for line in taken for word in line.words if UNMAPPED not in word.text and not set(word.text) <= _BOXES
    ]
    said = ink.coverage(grey.shape, (word.box for word in given))
    found = ink.visible(grey, (word.box for word in words))
    return [word for word, is_shown in zip(words, found, strict=True) if is_shown and not _is_said(word.box, said)]


def _is_said(box: Box, said: ink.Coverage) -> bool:
    place = said[max(0, box.top) : box.bottom, max(0, box.left) : box.right]
    return bool(place.size) and float(place.mean()) >= _READ
