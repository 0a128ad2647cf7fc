"""Transformation of edits that were made for an older state of a page to its current state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..page import Block, Line, Page
from . import splice as splices_
from .change import Change, apply
from .splice import Clash, Frame, Splice, bare
from .words import is_certain


@dataclass(frozen=True, slots=True)
class Conflict:
    """Edit ``number`` (from 0) cannot be applied: its lines were changed by ``others``, indices in the list of later
    changes. ``lines`` are there now, beginning with line ``line`` of block ``block``; none when they are deleted."""

    number: int
    others: tuple[int, ...]
    block: int
    line: int
    lines: tuple[Line, ...]


class Conflicts(Exception):
    """Some edits cannot be applied any more, so none was applied."""

    def __init__(self, found: Sequence[Conflict]) -> None:
        super().__init__(f"{len(found)} edits touch lines that were changed meanwhile")
        self.found = tuple(found)


@dataclass(slots=True)
class _Way:
    """The state of one splice's transformation."""

    splice: Splice
    met: list[int] = field(default_factory=list)
    done: bool = False
    lost: bool = False
    standing: tuple[Line, ...] = ()  # in the place of the lost lines
    beside: int | None = None  # which of the others took the last lines from the same block


def merged(
    page: Page, splices: Sequence[Splice], later: Sequence[Sequence[Splice]], *, reviewed: bool | None = None
) -> tuple[Page, Change]:
    """Apply to ``page`` also ``splices``, made one after the other for the page before all changes ``later``.

    A splice that equals a later change is not applied again, so that a call may be repeated. :class:`Conflicts` names
    every splice whose lines were changed in another way.
    """
    conflicts: list[Conflict] = []
    others = [(place, other) for place, change in _lasting(later) for other in change]
    blocks: list[Block] = list(page.blocks)
    good: list[Splice] = []
    for number, splice in enumerate(splices):
        way, others = _follow(splice, others)
        if way.done:
            continue
        really = None if way.lost else _applied(blocks, way.splice)
        if really is not None:
            blocks, done = really
            if done.closes and not way.splice.closes and way.beside is not None:
                others[way.beside] = _closing(others[way.beside], done.closes)
            good.append(done)
            continue
        lines = way.standing if way.lost else _standing(blocks, way.splice)
        if way.lost or not _says(lines, splice.after):
            place = way.splice
            conflicts.append(Conflict(number, tuple(dict.fromkeys(way.met)), place.block, place.line, lines))
    if conflicts:
        raise Conflicts(conflicts)
    return apply(page, good, reviewed=reviewed)


def _lasting(later: Sequence[Sequence[Splice]]) -> list[tuple[int, Sequence[Splice]]]:
    """Return the changes with their indices, without those that the next change reverted: between a deletion and its
    reversion an empty block has no lines that could show the place of other lines."""
    lasting: list[tuple[int, Sequence[Splice]]] = []
    for place, change in enumerate(later):
        if lasting and tuple(change) == tuple(splice.inverse for splice in reversed(lasting[-1][1])):
            lasting.pop()
        else:
            lasting.append((place, change))
    return lasting


def _follow(splice: Splice, others: Iterable[tuple[int, Splice]]) -> tuple[_Way, list[tuple[int, Splice]]]:
    """Transform ``splice`` to be applied after ``others``, and ``others`` to be applied after it."""
    way, moved = _Way(splice), list[tuple[int, Splice]]()
    for place, other in others:
        if way.done or way.lost:
            moved.append((place, other))
            continue
        splice = way.splice
        if _meet(splice, other):
            way.met.append(place)
        if _same(splice, other):
            way.done = True
            continue
        followed = _after(splice, other)
        if followed is None:
            way.met.append(place)
            way.done = not splice.after and not other.after  # both delete the lines
            way.lost, way.standing = not way.done, other.after
        if not splice.opens and splice.block == other.block and len(other.after) < len(other.before):
            way.beside = len(moved)
        way.splice = followed or splice
        moved.append((place, _after(other, splice) or other))
    return way, moved


def _closing(other: tuple[int, Splice], frame: Frame) -> tuple[int, Splice]:
    """Return ``other`` with the block's removal: the splice before it deleted the last of the remaining lines."""
    place, splice = other
    return place, replace(splice, closes=frame)


def _after(splice: Splice, other: Splice) -> Splice | None:
    try:
        return splices_.after(splice, other)
    except Clash:
        return None


def _applied(blocks: Sequence[Block], splice: Splice) -> tuple[list[Block], Splice] | None:
    try:
        return splices_.apply(blocks, splice)
    except Clash:
        return None


def _meet(splice: Splice, other: Splice) -> bool:
    if splice.block != other.block or splice.opens or other.opens:
        return False
    end, other_end = splice.line + len(splice.before), other.line + len(other.before)
    return splice.line < other_end and other.line < end


def _same(splice: Splice, other: Splice) -> bool:
    place = (splice.block, splice.line, splice.before, bool(splice.opens))
    return place == (other.block, other.line, other.before, bool(other.opens)) and _says(other.after, splice.after)


def _says(lines: Sequence[Line], wanted: Sequence[Line]) -> bool:
    """Return whether ``lines`` have the ``wanted`` texts, written or confirmed by a person."""
    return [line.text for line in lines] == [line.text for line in wanted] and all(
        is_certain(line) or not is_certain(other) for line, other in zip(lines, wanted, strict=True)
    )


def _standing(blocks: Sequence[Block], splice: Splice) -> tuple[Line, ...]:
    """Return the current lines at the splice's place, as far as lines kept their numbers."""
    if splice.opens or splice.block >= len(blocks):
        return ()
    lines = blocks[splice.block].lines[splice.line : splice.line + len(splice.before)]
    return tuple(bare(line) for line in lines)
