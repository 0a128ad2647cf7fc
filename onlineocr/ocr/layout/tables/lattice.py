"""Conversion of rules that meet to a lattice: the places of rows and columns, and the fields that are one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...geometry import Box, Rules, union

_TOUCH = 0.6  # letters: greatest distance of the ends of rules that meet
_ONE = 0.45  # letters: greatest distance of lines that count as one, such as double lines
_OPEN = 1.0  # letters: rules that continue this far beyond the last crossing make a column without an edge
_DRAWN = 0.5  # of a field's edge: least part with a rule


@dataclass(frozen=True, slots=True)
class Field:
    """A cell's place: rows [top, bottom) and columns [left, right) of the lattice."""

    top: int
    left: int
    bottom: int
    right: int

    def overlaps(self, other: Field) -> bool:
        level = self.left < other.right and other.left < self.right
        return level and self.top < other.bottom and other.top < self.bottom

    def joined(self, other: Field) -> Field:
        return Field(
            min(self.top, other.top), min(self.left, other.left),
            max(self.bottom, other.bottom), max(self.right, other.right),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lattice:
    """A grid. Rows are between neighbours of ``ys``, columns between neighbours of ``xs`` (level pixels, ascending);
    ``fields`` cover it without overlap, row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[Field, ...]

    @property
    def rows(self) -> int:
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        return len(self.xs) - 1

    def walls(self) -> frozenset[tuple[int, int]]:
        """The (row, line of ``xs``) of each boundary between two fields, and of the left edge."""
        return frozenset((row, field.left) for field in self.fields for row in range(field.top, field.bottom))

    def floors(self) -> frozenset[tuple[int, int]]:
        """The (line of ``ys``, column) of each boundary, likewise."""
        return frozenset((field.top, column) for field in self.fields for column in range(field.left, field.right))

    @property
    def box(self) -> Box:
        return Box(round(self.xs[0]), round(self.ys[0]), round(self.xs[-1]), round(self.ys[-1]))


def lattices(rules: Rules, letter: float, most: int) -> Iterator[tuple[Lattice | None, Box]]:
    """Yield the lattice and the box of each group of rules around fields; None for more than ``most`` fields."""
    for across, down in _groups(rules, _TOUCH * letter):
        around = union([*across, *down])
        xs, ys = _lines(across, down, letter)
        if len(xs) < 2 or len(ys) < 2:
            continue
        if (len(xs) - 1) * (len(ys) - 1) > most:
            yield None, around
            continue
        yield Lattice(tuple(xs), tuple(ys), _fields(xs, ys, across, down, letter)), around


class _Union:
    """Disjoint sets of the numbers below ``size`` (Galler and Fischer 1964); the lowest represents its set."""

    def __init__(self, size: int) -> None:
        self._owner = list(range(size))

    def root(self, index: int) -> int:
        while self._owner[index] != index:
            self._owner[index] = self._owner[self._owner[index]]
            index = self._owner[index]
        return index

    def join(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        self._owner[max(one, other)] = min(one, other)


def _groups(rules: Rules, reach: float) -> Iterator[tuple[list[Box], list[Box]]]:
    """Yield the groups of rules connected by crossings, from top to bottom."""
    across = sorted(rules.across, key=lambda rule: rule.center[1])
    heights = [rule.center[1] for rule in across]
    touching = [_touched(rule, across, heights, reach) for rule in rules.down]
    sets = _Union(len(across))
    for found in touching:
        for index in found[1:]:
            sets.join(found[0], index)
    groups: dict[int, tuple[list[Box], list[Box]]] = {}
    for index, rule in enumerate(across):
        groups.setdefault(sets.root(index), ([], []))[0].append(rule)
    for rule, found in zip(rules.down, touching, strict=True):
        if found:
            groups[sets.root(found[0])][1].append(rule)
    yield from (group for group in groups.values() if group[1])


def _touched(rule: Box, across: Sequence[Box], heights: Sequence[float], reach: float) -> list[int]:
    """Return the indices of the rules ``across`` (from top to bottom, at ``heights``) that a vertical rule meets."""
    first, last = bisect_left(heights, rule.top - reach), bisect_right(heights, rule.bottom + reach)
    x = rule.center[0]
    return [at for at in range(first, last) if across[at].left - reach <= x <= across[at].right + reach]


def _lines(across: Sequence[Box], down: Sequence[Box], letter: float) -> tuple[list[float], list[float]]:
    """Return the places of the lattice's lines: (xs, ys)."""
    xs = merged([rule.center[0] for rule in down], _ONE * letter)
    ys = merged([rule.center[1] for rule in across], _ONE * letter)
    left, right = min(rule.left for rule in across), max(rule.right for rule in across)
    top, bottom = min(rule.top for rule in down), max(rule.bottom for rule in down)
    return _closed(xs, left, right, _OPEN * letter), _closed(ys, top, bottom, _OPEN * letter)


def merged(places: Sequence[float], reach: float) -> list[float]:
    """Return ascending ``places``, with those within ``reach`` of each other replaced by their middle."""
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= reach:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _closed(places: list[float], first: float, last: float, room: float) -> list[float]:
    """Return ``places`` with an edge added where the other rules continue beyond the first or the last of them."""
    if places and places[0] - first > room:
        places = [first, *places]
    if places and last - places[-1] > room:
        places = [*places, last]
    return places


def _fields(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Box], down: Sequence[Box], letter: float
) -> tuple[Field, ...]:
    rows, columns = len(ys) - 1, len(xs) - 1
    walls = _drawn(xs, ys, [(rule.center[0], rule.top, rule.bottom) for rule in down], letter)
    floors = _drawn(ys, xs, [(rule.center[1], rule.left, rule.right) for rule in across], letter)
    sets = _Union(rows * columns)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not walls[column + 1][row]:
                sets.join(here, here + 1)
            if row + 1 < rows and not floors[row + 1][column]:
                sets.join(here, here + columns)
    groups: dict[int, Field] = {}
    for row in range(rows):
        for column in range(columns):
            field, at = Field(row, column, row + 1, column + 1), sets.root(row * columns + column)
            groups[at] = groups[at].joined(field) if at in groups else field
    return _disjoint(list(groups.values()), columns)


def _disjoint(fields: list[Field], columns: int) -> tuple[Field, ...]:
    """Return rectangles without overlap: overlapping ones are joined."""
    while True:
        taken: dict[int, Field] = {}
        clash = None
        for field in fields:
            places = [row * columns + column for row in range(field.top, field.bottom)
                      for column in range(field.left, field.right)]  # fmt: skip
            clash = next((taken[place] for place in places if place in taken), None)
            if clash is not None:
                whole = clash.joined(field)
                break
            taken.update(dict.fromkeys(places, field))
        if clash is None:
            return tuple(sorted(fields, key=lambda one: (one.top, one.left)))
        kept = [one for one in fields if not one.overlaps(whole)]
        for one in fields:
            if one.overlaps(whole):
                whole = whole.joined(one)
        fields = [*kept, whole]


def _drawn(
    lines: Sequence[float], steps: Sequence[float], rules: Sequence[tuple[float, int, int]], letter: float
) -> list[list[bool]]:
    """Return for each of ``lines`` and each step between two neighbours of ``steps`` whether a rule is there; the first
    and the last line are the edge."""
    covered = [[0.0] * (len(steps) - 1) for _ in lines]
    for place, start, end in rules:
        index = min(range(len(lines)), key=lambda at: abs(lines[at] - place))
        first = max(0, bisect_left(steps, start) - 1)
        for step in range(first, len(steps) - 1):
            if steps[step] >= end:
                break
            covered[index][step] += max(0.0, min(end, steps[step + 1]) - max(start, steps[step]))
    found = []
    for index, shares in enumerate(covered):
        edge = index in (0, len(lines) - 1)
        wide = (max(1.0, steps[step + 1] - steps[step] - letter / 2) for step in range(len(steps) - 1))
        found.append([edge or share >= _DRAWN * width for share, width in zip(shares, wide, strict=True)])
    return found
