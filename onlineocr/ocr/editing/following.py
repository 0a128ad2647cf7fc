"""Application of edits that were made for an older state of a page to its current state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ..page import Block, Line, Page
from . import splice as splices_
from .change import Change, apply
from .planning import check_size
from .splice import Splice
from .tracking import NOW, SEEN, Target, TrackedLine, TrackedPage
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


def merged(
    page: Page,
    splices: Sequence[Splice],
    later: Sequence[Sequence[Splice]],
    *,
    earlier: Sequence[Sequence[Splice]] = (),
    undo: bool = False,
    reviewed: bool | None = None,
) -> tuple[Page, Change]:
    """Apply to ``page`` also ``splices``, made one after the other for the page before all changes ``later``.

    ``earlier``: the changes before those; they show the places of lines that were deleted before. A splice that equals
    a later change is not applied again, so that a call may be repeated. With ``undo`` it is: a revision whose lines
    somebody changed cannot be undone. A page with lines that no person wrote or confirmed is not ``reviewed``.
    :class:`Conflicts` names every splice whose lines were changed in another way; :class:`~..errors.InvalidEdits` says
    that the page would become too large.
    """
    good = _renumbered(page, splices, later, earlier, undo=undo) if earlier or later else splices
    value, change = apply(page, good, reviewed=reviewed)
    if value.reviewed and not all(map(is_certain, value.lines)):
        value, change = apply(page, good, reviewed=False)  # some lines were never seen by who confirmed the page
    check_size(value.blocks)
    return value, change


def _renumbered(
    page: Page,
    splices: Sequence[Splice],
    later: Sequence[Sequence[Splice]],
    earlier: Sequence[Sequence[Splice]],
    *,
    undo: bool,
) -> list[Splice]:
    """Return ``splices`` for the current page, without those that later changes made too."""
    tracked = _tracked(page, earlier, later)
    conflicts: list[Conflict] = []
    good: list[Splice] = []
    for number, splice in enumerate(splices):
        target = tracked.find(splice, SEEN)
        if tracked.is_free(target, splice):
            good.append(tracked.renumbered(target, splice))
            tracked.change(target, splice, (SEEN, NOW))
            continue
        if undo or not _is_done(target, splice):
            conflicts.append(_conflict(number, tracked, target))
        tracked.change(target, splice, (SEEN,))
    if conflicts:
        raise Conflicts(conflicts)
    return good


def _tracked(page: Page, earlier: Sequence[Sequence[Splice]], later: Sequence[Sequence[Splice]]) -> TrackedPage:
    """Return the lines of ``page``, seen after the changes ``earlier``, and now after those ``later`` too."""
    blocks: list[Block] = list(page.blocks)
    for change in (*reversed(later), *reversed(earlier)):
        for splice in reversed(change):
            blocks, _ = splices_.apply(blocks, splice.inverse)
    tracked = TrackedPage(blocks)
    for splice in chain.from_iterable(earlier):
        tracked.change(tracked.find(splice, NOW), splice, (SEEN, NOW))
    for number, change in enumerate(later):
        for splice in change:
            target = tracked.find(splice, NOW)
            tracked.change(target, splice, (NOW,))
            for line in target.lines:
                line.changes.append((number, splice))
    return tracked


def _is_done(target: Target, splice: Splice) -> bool:
    """Return whether a later change did the same, or the lines have the wanted texts by now."""
    current = [line.values[NOW] for line in _current(target)]
    if not splice.before:
        return all(line.shown[NOW] for line in target.new)
    if not splice.after:
        return not current
    same = (other for line in target.old for _, other in line.changes if other.before == splice.before)
    return _says(current, splice.after) or any(_says(other.after, splice.after) for other in same)


def _conflict(number: int, tracked: TrackedPage, target: Target) -> Conflict:
    others = sorted({other for line in target.lines for other, _ in line.changes})
    return Conflict(number, tuple(others), *tracked.place(target), tuple(line.values[NOW] for line in _current(target)))


def _current(target: Target) -> list[TrackedLine]:
    """Return the lines that are now at the place of those to be replaced, or added."""
    return list(dict.fromkeys(line for old in target.old or target.new for line in old.current()))


def _says(lines: Sequence[Line], wanted: Sequence[Line]) -> bool:
    """Return whether ``lines`` have the ``wanted`` texts, written or confirmed by a person."""
    return [line.text for line in lines] == [line.text for line in wanted] and all(
        is_certain(line) or not is_certain(other) for line, other in zip(lines, wanted, strict=True)
    )
