"""What a page shows beside its lines: barcodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .options import Options
from .page import Barcode, Line, Problem, Word
from .prepare import barcodes, ink
from .textlayer import edit
from .upright import Upright

BARCODES_CUT = "barcodes_cut"
_TOLD = 3  # characters: fewer stand in any code's text by chance


@dataclass(frozen=True, slots=True)
class Findings:
    """``lines`` without what is no text, in pixels of the engine's picture; the rest in pixels of the upright page."""

    lines: list[Line]
    barcodes: tuple[Barcode, ...] = ()
    problems: tuple[Problem, ...] = ()


def find(page: Upright, lines: Sequence[Line], options: Options) -> Findings:
    """Look for what ``options`` ask for on a page whose ``lines`` were read."""
    if not options.barcodes:
        return Findings(list(lines))
    codes = barcodes.find(ink.grey(page.pixels))
    lines = edit.kept(lines, lambda word: not any(_is_made_of(word, code) for code in codes)) if codes else list(lines)
    problems = []
    if len(codes) > barcodes.MOST:
        problems.append(Problem(BARCODES_CUT, f"The page has more than {barcodes.MOST} barcodes; the others were left"))
    kept = (replace(code, box=page.box(code.box)) for code in codes[: barcodes.MOST])
    return Findings(lines, tuple(kept), tuple(problems))


def _is_made_of(word: Word, code: Barcode) -> bool:
    """Whether a word was read from the bars of a code; what a code says may be printed into it, and is text."""
    x, y = word.box.center
    inside = code.box.left <= x < code.box.right and code.box.top <= y < code.box.bottom
    letters = "".join(filter(str.isalnum, word.text))
    return inside and not (len(letters) >= _TOLD and letters in "".join(filter(str.isalnum, code.text)))
