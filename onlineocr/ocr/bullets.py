"""Marks at the beginning of list items: bullets, dashes, boxes to check, numbers, letters with a bracket."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLET = re.compile(r"[•‣▪■□●○◦∙➢➤►▶✓✔❖◆]\s*\w")
_BOX = re.compile(r"(?:[☐☑☒]|\[\s?[xX]?\s?\])\s*\w")
_DASH = re.compile(r"[-–*·»]\s+\w")
_NUMBER = re.compile(r"(\(?)(\d{1,3}|[A-Za-z]|[ivx]{2,5})([.)])(?:\s+\S|[^\W\d_])")

BOX = "box"


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of a line: ``style`` is the same for all items of a list; ``number`` is the item's number in digits.

    ``length`` is the number of characters of the mark with the white after it.
    """

    style: str
    length: int
    number: int | None = None

    @property
    def is_box(self) -> bool:
        """Return whether the mark is a box to check."""
        return self.style == BOX


def marker(text: str) -> Marker | None:
    """Return the mark of ``text`` as a list item, or None. A letter needs a bracket: "A." may begin a name."""
    if found := _BULLET.match(text):
        return Marker("bullet", found.end() - 1)
    if found := _BOX.match(text):
        return Marker(BOX, found.end() - 1)
    if found := _DASH.match(text):
        return Marker(text[0], found.end() - 1)
    found = _NUMBER.match(text)
    if found is None:
        return None
    opening, label, closing = found.groups()
    if label.isdecimal():
        return Marker(f"{opening}1{closing}", found.end() - 1, int(label))
    return Marker(f"{opening}a{closing}", found.end() - 1) if closing == ")" else None
