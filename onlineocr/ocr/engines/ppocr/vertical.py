"""Vertical Chinese and Japanese: a column of characters laid out as a line from left to right.

The networks read such lines far better than columns: in a column on its side they miss punctuation and long vowels.
Marks that have another position or direction in a column (full stops, dashes, brackets) are set as in a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from ...languages import unspaced
from ...page import Pixels
from . import ink
from .letters import Letter

Mask = npt.NDArray[np.bool_]

_UNIT = 20  # rows per character's width in the column's profile, in which cuts are searched
_PITCHES = tuple(range(14, 27, 2))  # candidate distances from one character to the next, in rows
_SHORTEST, _LONGEST = 0.72, 1.3  # of the pitch: least and greatest length of a character
_UNEVEN, _CUTS_INK = 4.0, 2.0  # costs of a character of another length, and of a cut through ink
_RAGGED = 0.05  # greatest cost of a shorter first or last character
_ROOM = 1.12  # of the larger of a character's width and length: size of each place in the line
_SMALL, _NARROW, _FLAT = 0.5, 0.3, 0.36  # of a character's width: a full stop, the width of a dash, a bracket's height
_READ_AS = {"¬": "「"}  # readings of brackets that were not turned
_MINOR = 0.85  # of a character's width: a small kana is lower and narrower
_LONG = 0.45  # of a character's width: least length of a dash or a bracket


@dataclass(frozen=True, slots=True)
class Laid:
    """A column as a line: its ``pixels``, and for each of its equally wide places the start and end in the column
    (fractions of its length)."""

    pixels: Pixels
    places: tuple[tuple[float, float], ...]

    def back(self, letters: Sequence[Letter]) -> list[Letter]:
        """Map ``letters`` of the line to the column, without spaces beside characters of a script without spaces."""
        moved = [
            replace(one, character=_READ_AS.get(one.character, one.character), start=self._place(one.start),
                    end=self._place(one.end)) for one in letters
        ]  # fmt: skip
        spaced = [
            replace(one, spaced=one.spaced and not (_is_wide(one) or _is_wide(before)))
            for before, one in pairwise(moved)
        ]
        return [*moved[:1], *spaced]

    def _place(self, share: float) -> float:
        index = min(int(share * len(self.places)), len(self.places) - 1)
        start, end = self.places[index]
        return start + (share * len(self.places) - index) * (end - start)


def is_wide(letters: Sequence[Letter]) -> bool:
    """Return whether most of ``letters`` are of scripts that are also written in columns."""
    return 2 * sum(map(_is_wide, letters)) > len(letters)


def _is_wide(letter: Letter) -> bool:
    return unspaced(letter.character) or "\u2fff" < letter.character < "\uff00"


def laid(crop: Pixels) -> Laid | None:
    """Lay out the characters of ``crop``, an upright column, side by side; None where it has no ink."""
    mask = ink.mask(crop)
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return None
    left, width = int(columns[0]), int(columns[-1] - columns[0]) + 1
    paper = np.median(crop.reshape(-1, 3), axis=0).astype(np.uint8)
    parts = list(_parts(mask, width))
    side = round(_ROOM * max(width, np.median([bottom - top for top, bottom in parts]))) + 2
    glyphs, places = [], []
    for top, bottom in parts:
        glyphs.append(_set(crop[top:bottom], mask[top:bottom], left, width, np.full((side, side, 3), paper, np.uint8)))
        places.append((top / len(mask), bottom / len(mask)))
    return Laid(np.ascontiguousarray(np.concatenate(glyphs, axis=1)), tuple(places))


def _parts(mask: Mask, width: int) -> Iterator[tuple[int, int]]:
    """Yield the rows of each character; marks that share one character's place are split."""
    for top, bottom in _cuts(mask, width):
        runs = [(top + start, top + end) for start, end in _runs(mask[top:bottom])]
        kinds = [_kind_of(mask[start:end], width) for start, end in runs]
        if len(runs) > 1 and all(kinds) and ("stop" in kinds or ("closing", "opening") in pairwise(kinds)):
            yield from runs
        else:
            yield top, bottom


def _runs(mask: Mask) -> list[tuple[int, int]]:
    """Return the runs of adjacent rows with ink."""
    edges = np.flatnonzero(np.diff(mask.any(axis=1), prepend=False, append=False))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _cuts(mask: Mask, width: int) -> list[tuple[int, int]]:
    """Return the rows of each place: the cuts through the least ink that leave characters of about one length, for the
    best such length. The first and the last may be short: their rows end with their ink."""
    inked = np.flatnonzero(mask.any(axis=1))
    top, bottom = int(inked[0]), int(inked[-1]) + 1
    scale = _UNIT / width
    rows = max(1, round((bottom - top) * scale))
    small = cv2.resize(mask[top:bottom].astype(np.float32), (mask.shape[1], rows), interpolation=cv2.INTER_AREA)
    dark = small.sum(axis=1) / width
    through = _CUTS_INK * np.minimum(np.append(dark, 0), np.insert(dark, 0, 0))
    through[rows] = 0
    steps, costs = _cheapest(through)
    ways = [_back(one, rows) for one in steps]
    best = min(range(len(ways)), key=lambda one: costs[one] / len(ways[one]))
    return [(top + round(start / scale), min(bottom, top + round(end / scale))) for start, end in ways[best]]


def _cheapest(through: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.float64]]:
    """Return for each pitch the length of the last character of the best cuts up to each row, and the total cost;
    ``through``: the cost of a cut at each row."""
    rows = len(through) - 1
    lengths = np.arange(1, int(_LONGEST * _PITCHES[-1]) + 1)
    share = lengths / np.array(_PITCHES)[:, None]
    inner = np.where((share >= _SHORTEST) & (share <= _LONGEST), _UNEVEN * (share - 1) ** 2, np.inf)
    outer = np.where(share < 1, np.minimum(_UNEVEN * (share - 1) ** 2, _RAGGED), inner)
    least = np.full((len(_PITCHES), rows + 1), np.inf)
    steps = np.ones((len(_PITCHES), rows + 1), int)
    least[:, 0] = 0
    for end in range(1, rows + 1):
        known = lengths[:end]
        whole = least[:, end - known] + (outer if end == rows else inner)[:, : len(known)]
        if end <= len(lengths):
            whole[:, -1] = outer[:, end - 1]
        steps[:, end] = known[whole.argmin(axis=1)]
        least[:, end] = whole.min(axis=1) + through[end]
    return steps, least[:, rows]


def _back(steps: npt.NDArray[np.int_], rows: int) -> list[tuple[int, int]]:
    found, end = [], rows
    while end > 0:
        found.append((end - max(1, int(steps[end])), end))
        end = found[-1][0]
    return found[::-1]


def _set(crop: Pixels, mask: Mask, left: int, width: int, room: Pixels) -> Pixels:
    """Copy the character of ``crop`` into ``room``, an empty place of the line."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return room
    top, bottom, first, last = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    glyph = crop[max(0, top - 1) : bottom + 1, max(0, first - 1) : last + 1]
    right = (first + last) / 2 - left > width / 2
    kind = _kind(mask[top:bottom, first:last], width, right=right)
    if not kind and right and max(bottom - top, last - first) < _MINOR * width:
        kind = "small"
    if kind in {"dash", "opening", "closing"}:
        glyph = np.rot90(glyph)
    side = len(room)
    glyph = glyph[:side, :side]
    down, across = (side - len(glyph)) // 2, (side - glyph.shape[1]) // 2
    edge = side // 12
    if kind == "stop":
        down, across = side - edge - len(glyph), edge
    elif kind == "small":
        down = side - edge - len(glyph)
    elif kind in {"opening", "closing"}:
        across = side - edge - glyph.shape[1] if kind == "opening" else edge
        if len(glyph) < 0.7 * width:  # a corner bracket, not a round one
            down = edge if kind == "opening" else side - edge - len(glyph)
    down, across = max(0, down), max(0, across)
    room[down : down + len(glyph), across : across + glyph.shape[1]] = glyph
    return room


def _kind_of(mask: Mask, width: int) -> str:
    """Return the :func:`_kind` of the ink in some rows of a column."""
    columns = np.flatnonzero(mask.any(axis=0))
    first, last = int(columns[0]), int(columns[-1]) + 1
    return _kind(mask[:, first:last], width, right=first + last > mask.shape[1])


def _kind(mask: Mask, width: int, *, right: bool) -> str:
    """Classify the ink (its own rows and columns, ``right`` of the column's middle or not): a "dash", a "stop", an
    "opening" or "closing" bracket, or anything else ("")."""
    height, across = mask.shape
    if across < _NARROW * width and height > _LONG * width:
        dots = [end - start for start, end in _runs(mask)]
        return "dash" if max(dots) <= 2 * min(dots) else ""  # an exclamation mark stays upright
    if across < _SMALL * width and height < _SMALL * width and right:
        return "stop" if not _bracket(mask) or height >= across else _bracket(mask)
    if height < _FLAT * width and across > _NARROW * width and across > height:
        return _bracket(mask)
    return ""


def _bracket(mask: Mask) -> str:
    """Classify flat ink as a column's "opening" or "closing" bracket (a corner, or an arc across it), else ""."""
    height, across = mask.shape
    rim, third = max(1, height // 4), max(1, across // 4)
    head, foot = np.atleast_1d(mask[:rim].any(axis=0)), np.atleast_1d(mask[-rim:].any(axis=0))
    inner = slice(third, across - third)
    if foot[:third].any() and foot[-third:].any() and not foot[inner].any() and head[inner].any():
        return "opening"
    if head[:third].any() and head[-third:].any() and not head[inner].any() and foot[inner].any():
        return "closing"
    corner = slice(0, across - third), slice(third, across)
    if head.mean() > 0.8 and foot[-third:].any() and not mask[height // 2 :, corner[0]].any():
        return "opening"
    if foot.mean() > 0.8 and head[:third].any() and not mask[: -(height // 2), corner[1]].any():
        return "closing"
    return ""
