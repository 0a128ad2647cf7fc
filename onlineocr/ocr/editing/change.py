"""A change of a whole page: successive splices, and whether a person has confirmed the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..geometry import Box
from ..layout import compose, mean_confidence
from ..page import Block, Page
from ..schema import Json
from . import splice as splices_
from .cells import with_texts
from .splice import Splice


@dataclass(frozen=True, slots=True)
class Change:
    """Successive ``splices``, each made for the page after those before it. ``reviewed``: the page's own value before
    and after. ``width``, ``height`` and ``rotation`` are those of the page, in whose pixels boxes are."""

    splices: tuple[Splice, ...]
    reviewed: tuple[bool, bool] = (False, False)
    width: int = 0
    height: int = 0
    rotation: int = 0

    def __bool__(self) -> bool:
        return bool(self.splices) or self.reviewed[0] != self.reviewed[1]

    @property
    def inverse(self) -> Change:
        """Return the change that reverts it."""
        back = tuple(splice.inverse for splice in reversed(self.splices))
        return replace(self, splices=back, reviewed=(self.reviewed[1], self.reviewed[0]))

    def to_dict(self) -> Json:
        return {
            "splices": [splice.to_dict() for splice in self.splices],
            "reviewed": list(self.reviewed),
            "frame": [self.width, self.height, self.rotation],
        }

    @classmethod
    def from_dict(cls, data: Json) -> Change:
        """Return the inverse of :meth:`to_dict`."""
        before, after = data["reviewed"]
        return cls(tuple(Splice.from_dict(splice) for splice in data["splices"]), (before, after), *data["frame"])


def apply(page: Page, splices: Sequence[Splice], *, reviewed: bool | None = None) -> tuple[Page, Change]:
    """Apply ``splices`` one after the other and return the page and the applied change. The page's text, spans,
    confidence and tables' cells are updated. :class:`~.splice.Clash` when a splice was made for other lines."""
    blocks: list[Block] = list(page.blocks)
    done: list[Splice] = []
    touched: set[Box] = set()
    for splice in splices:
        blocks, really = splices_.apply(blocks, splice)
        done.append(really)
        if not really.closes:
            touched.add(blocks[really.block].box)
    now = page.reviewed if reviewed is None else reviewed
    change = Change(tuple(done), (page.reviewed, now), page.width, page.height, page.rotation)
    if not change:
        return page, change
    text, placed = compose(blocks)
    lines = [line for block in placed for line in block.lines]
    tables = with_texts(page.tables, placed, touched)
    confidence = mean_confidence(lines) if done else page.confidence
    return replace(page, text=text, blocks=placed, tables=tables, confidence=confidence, reviewed=now), change


def undone(page: Page, *changes: Change) -> Page:
    """Return the page before its last ``changes``, the oldest first."""
    if not changes:
        return page
    splices = [splice for change in reversed(changes) for splice in change.inverse.splices]
    return apply(page, splices, reviewed=changes[0].reviewed[0])[0]
