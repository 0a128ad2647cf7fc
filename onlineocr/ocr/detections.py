"""Detection of a page's tables and barcodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import layout
from .embedded_text import edit
from .layout.tables import MOST_CELLS, Grid
from .options import Options
from .orientation import Upright
from .page import Barcode, Line, Problem, Word
from .prepare import barcodes, dots, ink, rules

BARCODES_CUT, TABLES_CUT = "barcodes_cut", "tables_cut"
_TOLD = 3  # characters: fewer may be in a code's text by chance


@dataclass(frozen=True, slots=True)
class Detections:
    """The ``lines`` outside tables and barcodes, and tables with their own lines, in pixels of the upright page."""

    lines: list[Line]
    grids: tuple[Grid, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    problems: tuple[Problem, ...] = ()


def find(page: Upright, lines: Sequence[Line], options: Options) -> Detections:
    """Find the tables and barcodes that ``options`` request on a page with ``lines`` in pixels of ``page.pixels``."""
    grey = ink.grey(page.pixels)
    found = Detections(layout.parted(layout.without_leaders(lines, lambda band: dots.is_dotted(grey, band))))
    if options.barcodes or options.tables:
        if options.barcodes:
            found = _with_barcodes(found, page, grey)
        if options.tables:
            found = _with_tables(found, grey)
    grids = (grid.moved(lambda line: page.lines([line])[0], page.box) for grid in found.grids)
    return replace(found, lines=page.lines(found.lines), grids=tuple(grids))


def _with_barcodes(found: Detections, page: Upright, grey: ink.Grey) -> Detections:
    codes = barcodes.find(grey)
    if not codes:
        return found
    lines = edit.kept(found.lines, lambda word: not any(_is_made_of(word, code) for code in codes))
    kept = tuple(replace(code, box=page.box(code.box)) for code in codes[: barcodes.MOST])
    cut = f"The page has more than {barcodes.MOST} barcodes; the others were left out"
    problems = (Problem(BARCODES_CUT, cut),) if len(codes) > barcodes.MOST else ()
    return replace(found, lines=lines, barcodes=kept, problems=(*found.problems, *problems))


def _is_made_of(word: Word, code: Barcode) -> bool:
    """Return whether a word was read from the bars of a code; a code's text printed inside its box stays a line."""
    letters = "".join(filter(str.isalnum, word.text))
    return code.box.holds(word.box.center) and not (
        len(letters) >= _TOLD and letters in "".join(filter(str.isalnum, code.text))
    )


def _with_tables(found: Detections, grey: ink.Grey) -> Detections:
    drawn = rules.find(grey, [word.box for line in found.lines for word in line.words])
    tables = layout.find_tables(found.lines, drawn)
    cut = f"A table has more than {MOST_CELLS:,} cells; it was left as text"
    problems = (Problem(TABLES_CUT, cut),) if tables.left else ()
    return replace(found, lines=tables.lines, grids=tables.grids, problems=(*found.problems, *problems))
