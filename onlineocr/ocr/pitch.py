"""The width of the characters of a line in fixed-width type, measured by the places of its words."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from .page import Line

_LONG, _WORDS = 10, 2  # least characters and words of a line whose pitch can be measured
_PITCH = 0.04  # greatest difference of the pitches of two lines of one type
_OFF = 0.4  # characters by which a word may differ from its place in the line


@dataclass(frozen=True, slots=True)
class Measured:
    """The start of a line and the width of its characters, in pixels; ``apart``: characters between the middles of its
    first and its last word."""

    start: float
    pitch: float
    apart: float


def is_long(line: Line) -> bool:
    """Return whether the pitch of a line can be measured."""
    return len(line.text) >= _LONG and len(line.words) >= _WORDS


def has_pitch(line: Line, pitch: float) -> bool:
    """Return whether the words of a line are where characters that are ``pitch`` wide put them."""
    own = measured(line)
    return own is not None and abs(own.pitch - pitch) <= max(_PITCH, _OFF / own.apart) * pitch


def measured(line: Line) -> Measured | None:
    """Return the pitch of a line with equally wide characters; None if it is too short or proportional."""
    found = places(line)
    if not (is_long(line) and found):
        return None
    mean, level = fmean(at for at, _ in found), fmean(x for _, x in found)
    spread = sum((at - mean) ** 2 for at, _ in found)
    pitch = sum((at - mean) * (x - level) for at, x in found) / spread if spread else 0.0
    start = level - mean * pitch
    if pitch <= 0 or any(abs(x - start - at * pitch) > _OFF * pitch for at, x in found):
        return None
    return Measured(start, pitch, found[-1][0] - found[0][0])


def places(line: Line) -> list[tuple[float, float]]:
    """Return the middle of each word, in characters of the line's text and in pixels."""
    found: list[tuple[float, float]] = []
    position = 0
    for word in line.words:
        at = line.text.find(word.text, position)
        if at < 0:
            return []
        position = at + len(word.text)
        found.append((at + len(word.text) / 2, word.box.center[0]))
    return found
