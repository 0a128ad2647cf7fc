"""Conversion of a page's lines and rules to grids of cells with their lines, and the lines outside of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ...geometry import Box, Point, Rules, enclosing
from ...page import Line, Word
from ..views import is_column
from . import columns, refine, unruled
from .bands import bands
from .lattice import Field, Lattice, lattices
from .words import BARS, Placed, placed, rebuilt

MOST_CELLS = 5000
"""Greatest number of cells of a table; a larger one is left as text."""
MOST_WORDS = 20_000
_TEXTS = 0.2  # of a table's cells: least share with text; at least three have text
_REGULAR = 0.5  # of the fields of a lattice: least share of separate cells; a chart's lines make few of many
_CUT = 0.06  # of the words: greatest share that lines between cells cut
_BESIDE = 0.7  # letters of a word on both sides of a vertical line from which it is in two cells
_SPACE, _TORN = 0.45, 0.1  # letters between words of a sentence, and the greatest share of such pairs that lines cut
_TOUCHED, _CLEAR_ROWS = 0.15, 3  # letters of a word beyond a line that it only touches; rows on both sides of a line
_SAME = 0.3  # of the smaller of two tables: from this overlap on they are one table
_NEAR = 1.6  # characters from the line, because letters are not equally wide
_WRITTEN = 5  # least words in a lattice of too many fields: with fewer it is grid paper
_SMALL = 6  # fields: lines of a smaller lattice must not cut any word
_PROSE_ROWS, _PROSE_SHARE = 5, 0.6  # least lines in a cell that is a column or a page, and share of text in such


Edges = frozenset[tuple[int, int]]


Filled = tuple[Lattice, dict[Field, list[Placed]]]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its ``lines``, in the engine's order."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before its lines are ordered; cells row by row."""

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]

    def moved(self, line: Callable[[Line], Line], box: Callable[[Box], Box]) -> Grid:
        """Return the same table with its lines and boxes converted."""
        cells = (replace(cell, box=box(cell.box), lines=tuple(map(line, cell.lines))) for cell in self.cells)
        return replace(self, box=box(self.box), cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a page. ``lines`` are in no table; ``left`` counts tables with too many cells."""

    grids: tuple[Grid, ...]
    lines: list[Line]
    left: int = 0


def find(lines: Sequence[Line], rules: Rules) -> Found:
    """Find the tables among ``lines``: ruled, partly ruled, and without rules. Lines that cross several cells are
    split; the only other change is that bars at a cell's edge are removed as no text."""
    words = placed(lines, rules)
    if not words or len(words) > MOST_WORDS:
        return Found((), list(lines))
    letter = float(median(one.box.height for one in words)) or 1.0
    ruled, large = _ruled(words, rules, letter)
    filled: list[Filled] = []
    rest = words
    # The characters of vertical lines are level with each other, but are no cells: they are only in ruled tables.
    vertical = {number for number, line in enumerate(lines) if is_column(line)}
    for kind in ("ruled", "between", "without"):
        apart = vertical if kind != "ruled" else set()
        free = [word for word in rest if word.line not in apart]
        for lattice in _candidates(kind, ruled, free, rules, letter):
            if any(_overlap(lattice.box, box) for box in (*large, *(other.box for other, _ in filled))):
                continue
            one = _filled(lattice, free, letter, ruled=kind == "ruled")
            if one is not None:
                filled.append(one)
                free = [word for word in free if not one[0].box.holds((word.x, word.y))]
        rest = [*free, *(word for word in rest if word.line in apart)]
    grids = sorted((_grid(one, lines, rules) for one in filled), key=lambda grid: (grid.box.top, grid.box.left))
    return Found(tuple(grids), rebuilt(lines, rest) if grids else list(lines), len(large))


def _candidates(
    kind: str, ruled: Sequence[Lattice], free: Sequence[Placed], rules: Rules, letter: float
) -> Iterable[Lattice]:
    """Return the candidate tables of a kind among the words that are ``free``."""
    if kind == "ruled":
        return ruled
    return unruled.between(rules.across, free, letter) if kind == "between" else unruled.without(free, letter)


def _ruled(words: Sequence[Placed], rules: Rules, letter: float) -> tuple[list[Lattice], list[Box]]:
    """Return the lattices of rules, those with most fields first, and the places of lattices with too many fields that
    contain text, unlike grid paper."""
    found: list[Lattice] = []
    large: list[Box] = []
    for lattice, around in lattices(rules, letter, MOST_CELLS):
        if lattice is not None:
            found += bands(lattice, words, letter)
        elif sum(around.holds((one.x, one.y)) for one in words) >= _WRITTEN:
            large.append(around)
    return sorted(found, key=lambda lattice: -len(lattice.fields)), large


def _filled(lattice: Lattice, words: Sequence[Placed], letter: float, *, ruled: bool) -> Filled | None:
    """Return the lattice, also split at rows and columns without rules, and each field's words; None for no table."""
    inside = [one for one in words if lattice.box.holds((one.x, one.y))]
    if _is_torn(lattice, words, letter, ruled=ruled) or (ruled and not _is_drawn_for(lattice, inside, letter)):
        return None
    if ruled:
        walls = lattice.walls()
        inside = [part for one in inside for part in _parted(one, lattice, walls, letter)]
        lattice = refine.refined(lattice, inside, letter)
    if lattice.rows * lattice.columns > MOST_CELLS:
        return None
    by_field = _by_field(lattice, inside)
    texts = sum(bool(own) for own in by_field.values())
    if min(lattice.rows, lattice.columns) < 2 or texts < max(3, _TEXTS * len(lattice.fields)):
        return None
    return None if ruled and _is_layout(by_field) else (lattice, by_field)


def _is_drawn_for(lattice: Lattice, words: Sequence[Placed], letter: float) -> bool:
    """Return whether the lines are between the words: the lines of a picture or a chart cross them."""
    if len(lattice.fields) < _REGULAR * lattice.rows * lattice.columns:
        return False
    walls, floors = lattice.walls(), lattice.floors()
    cut = sum(_is_crossed(one, lattice, walls, letter) or _is_cut(one, lattice, floors, letter) for one in words)
    return cut <= max(len(lattice.fields) >= _SMALL, _CUT * len(words))


def _is_torn(lattice: Lattice, words: Sequence[Placed], letter: float, *, ruled: bool) -> bool:
    """Return whether lines of the table, drawn or inferred, are between words separated only by a space. With narrow
    margins the words of neighbouring cells are as close as that: a drawn line that no word crosses is no such line."""
    box, seen, torn = lattice.box, 0, 0
    starts = lattice.walls()
    if ruled:
        clear = _clear_walls(lattice, words, starts, letter)
        starts = frozenset(start for start in starts if start[1] not in clear)
    for one, other in pairwise(words):
        if one.line != other.line or not (box.holds((one.x, one.y)) or box.holds((other.x, other.y))):
            continue
        seen += 1
        if other.box.left - one.box.right < _SPACE * letter:
            columns = bisect_right(lattice.xs, one.x), bisect_right(lattice.xs, other.x)
            row = bisect_right(lattice.ys, one.y) - 1
            edges = range(min(columns), max(columns))
            torn += any(edge in (0, lattice.columns) or (row, edge) in starts for edge in edges)
    return torn > max(_TORN * seen, 1)


def _clear_walls(lattice: Lattice, words: Sequence[Placed], walls: Edges, letter: float) -> frozenset[int]:
    """Return the vertical lines that are drawn in most rows, have words on both sides in several, and cross no word."""
    sides: dict[int, set[tuple[int, bool]]] = defaultdict(set)
    crossed: set[int] = set()
    for one in words:
        if not lattice.box.holds((one.x, one.y)):
            continue
        row, column = bisect_right(lattice.ys, one.y) - 1, bisect_right(lattice.xs, one.x) - 1
        for edge in (column, column + 1):
            if (row, edge) in walls:
                x, room = lattice.xs[edge], _TOUCHED * letter
                sides[edge].add((row, one.x > x))
                if one.box.left < x - room and one.box.right > x + room:
                    crossed.add(edge)
    both = {edge: sum((row, False) in own and (row, True) in own for row, _ in own) // 2 for edge, own in sides.items()}
    return frozenset(edge for edge, rows in both.items() if rows >= _CLEAR_ROWS and edge not in crossed)


def _overlap(one: Box, other: Box) -> bool:
    return one.intersection(other) > _SAME * min(one.area, other.area)


def _is_cut(one: Placed, lattice: Lattice, floors: Edges, letter: float) -> bool:
    """Return whether a horizontal line crosses a word's middle."""
    place = bisect_right(lattice.ys, one.box.top + 0.3 * one.box.height)
    through = place < len(lattice.ys) and lattice.ys[place] < one.box.bottom - 0.3 * one.box.height
    column = bisect_right(lattice.xs, one.x) - 1
    return through and one.box.height < 2 * letter and (place, column) in floors


def _is_crossed(one: Placed, lattice: Lattice, walls: Edges, letter: float) -> int:
    """Return the number of the first vertical line that crosses a word, else 0."""
    row = bisect_right(lattice.ys, one.y) - 1
    first = bisect_right(lattice.xs, one.box.left + _BESIDE * letter)
    last = bisect_left(lattice.xs, one.box.right - _BESIDE * letter)
    return next((at for at in range(max(1, first), min(last, lattice.columns)) if (row, at) in walls), 0)


def _is_layout(by_field: dict[Field, list[Placed]]) -> bool:
    """Return whether most text is in cells that are columns of prose, as where lines separate the pages on a sheet."""
    letters = prose = 0
    for own in by_field.values():
        count = sum(len(one.word.text) for one in own)
        letters += count
        rows = columns.rows_of(own) if count > 100 else []
        if len(rows) >= _PROSE_ROWS and count >= 12 * len(rows):
            prose += count
    return prose >= _PROSE_SHARE * letters


def _by_field(lattice: Lattice, words: Sequence[Placed]) -> dict[Field, list[Placed]]:
    owner = {(row, column): field for field in lattice.fields
             for row in range(field.top, field.bottom) for column in range(field.left, field.right)}  # fmt: skip
    found: dict[Field, list[Placed]] = {field: [] for field in lattice.fields}
    for one in words:
        column = min(max(bisect_right(lattice.xs, one.x) - 1, 0), lattice.columns - 1)
        row = min(max(bisect_right(lattice.ys, one.y) - 1, 0), lattice.rows - 1)
        if field := owner.get((row, column)):
            found[field].append(one)
    return found


def _parted(one: Placed, lattice: Lattice, walls: Edges, letter: float) -> Iterator[Placed]:
    """Yield a word of a ruled table without bars that are rules, split where it crosses a rule."""
    text = one.word.text.strip(BARS)
    if not text:
        return
    if text != one.word.text:
        start = one.start + one.word.text.index(text)
        one = replace(one, word=replace(one.word, text=text), start=start, end=start + len(text))
    crossed = _is_crossed(one, lattice, walls, letter)
    x = lattice.xs[crossed]
    at = _seam(text, (x - one.box.left) / max(1, one.box.width) * len(text)) if crossed else 0
    if at:
        yield _piece(one, 0, at, x)
        yield from _parted(_piece(one, at, len(text), x), lattice, walls, letter)
    else:
        yield one


def _seam(text: str, place: float) -> int:
    """Return the index near ``place`` (in characters) at which two texts may have been joined: at a bar, or between
    letters, digits and signs; 0 for none."""
    near = [at for at in range(1, len(text)) if abs(at - place) <= _NEAR]
    for at in sorted(near, key=lambda at: abs(at - place)):
        before, after = text[at - 1], text[at]
        if BARS.find(before) >= 0 or BARS.find(after) >= 0 or _kind(before) != _kind(after):
            return at
    return 0


def _kind(character: str) -> int:
    return 2 * character.isalpha() + character.isdecimal()


def _piece(one: Placed, start: int, end: int, x: float) -> Placed:
    """Return characters [start, end) of a word that is split at a rule at ``x`` (level)."""
    share = (x - one.box.left) / max(1, one.box.width)
    box, level = one.word.box, one.box
    cut, seen = round(box.left + share * box.width), round(x)
    if start == 0:
        box, level = Box(box.left, box.top, cut, box.bottom), Box(level.left, level.top, seen, level.bottom)
    else:
        box, level = Box(cut, box.top, box.right, box.bottom), Box(seen, level.top, level.right, level.bottom)
    word = Word(one.word.text[start:end], one.word.confidence, box)
    return Placed(word, one.line, one.number, one.start + start, one.start + end, level)


def _grid(filled: Filled, lines: Sequence[Line], rules: Rules) -> Grid:
    lattice, by_field = filled

    def back(left: float, top: float, right: float, bottom: float) -> Box:
        corners: list[Point] = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return (
            enclosing(rules.back(corner) for corner in corners)
            if rules.slope
            else Box(*(round(side) for side in (left, top, right, bottom)))
        )

    xs, ys = lattice.xs, lattice.ys
    cells = tuple(
        GridCell(
            field.top, field.left, field.bottom - field.top, field.right - field.left,
            back(xs[field.left], ys[field.top], xs[field.right], ys[field.bottom]), tuple(rebuilt(lines, own)),
        )
        for field, own in by_field.items()
    )  # fmt: skip
    return Grid(back(xs[0], ys[0], xs[-1], ys[-1]), lattice.rows, lattice.columns, cells)
