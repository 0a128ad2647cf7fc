"""How the items of a list begin: bullets, dashes, numbers, letters with a bracket."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLET = re.compile(r"[•‣▪■□●○◦∙➢➤►▶✓✔❖◆]\s*\w")
_DASH = re.compile(r"[-–*·»]\s+\w")
_NUMBER = re.compile(r"(\(?)(\d{1,3}|[A-Za-z]|[ivx]{2,5})([.)])(?:\s+\S|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Marker:
    """How a line begins: ``style`` is shared by the items of one list; ``number`` counts them where digits do.

    ``length`` is that of the mark with the white after it.
    """

    style: str
    length: int
    number: int | None = None


def marker(text: str) -> Marker | None:
    """What marks ``text`` as an item of a list, or None. A letter counts by its bracket only: "A." begins a name."""
    if found := _BULLET.match(text):
        return Marker("bullet", found.end() - 1)
    if found := _DASH.match(text):
        return Marker(text[0], found.end() - 1)
    found = _NUMBER.match(text)
    if found is None:
        return None
    opening, label, closing = found.groups()
    if label.isdecimal():
        return Marker(f"{opening}1{closing}", found.end() - 1, int(label))
    return Marker(f"{opening}a{closing}", found.end() - 1) if closing == ")" else None
