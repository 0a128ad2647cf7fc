"""Small signs that the networks confuse with others: ligatures, raised and lowered digits, ordinals.

The dictionaries have most of them, but the networks had little training on them. The positions of letters and the ink
are used to correct them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from .ink import Ink
from .letters import Letter

_LIGATURES = {"AE": "Æ", "OE": "Œ", "aæ": "æ", "æe": "æ", "oœ": "œ", "œe": "œ"}
"""Pairs of letters read at the place of one ligature, and the ligature."""
_ONE_PLACE = 0.37  # line heights: greatest distance of the middles of two letters that are one
_ORDINALS = {"ºt": "st", "ªt": "st", "s⁺": "st", "sᵗ": "st", "ⁿd": "nd", "nᵈ": "nd", "ʳd": "rd", "ᵗh": "th", "tʰ": "th"}
"""Readings of small letters after a digit, and the correct letters."""
_TRADE_MARK = "™", 0.9  # below this confidence it is a small TM
_RAISED, _LOWERED = (
    dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)),
    dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)),
)
_DOTS = re.compile(r"(?<!\.)\.{3}(?!\.)")
_WIDE_DOTS = 0.47, 0.55  # capital heights from dot to dot: full stops are closer, dots in code are farther apart
_TABLES = frozenset(_RAISED.values()), frozenset(_LOWERED.values())
_BEFORE = frozenset(".,;:!?)]\"'”’»")  # signs that the number of a note may follow
_AE_WIDE, _AE_LEANS = (
    1.05,
    0.12,
)  # of an AE: width in heights, and the shift of its upper half's left edge from its foot's to the right, in widths
_LONGEST = 3  # digits of a note, an exponent or an index
_CORE = 0.1  # line heights on each side of a letter's middle that its neighbours do not overlap
_AROUND, _SPECK = 0.3, 0.15  # line heights: greatest distance of a digit's ink from its place; least height of ink
_SMALL = 0.8  # of a capital's height: higher digits are neither raised nor lowered
_UP, _DOWN = 0.25, 0.1  # capital heights from the base line to the foot of a raised or lowered digit
_KNOWN = 3  # fewest letters that show the base line
_DEEP = frozenset("gjpqyQJçş,;ſ()[]{}/|\\_$§@")


def mended(letters: Sequence[Letter], ink: Ink, ratio: float) -> list[Letter]:
    """Return ``letters`` of a line, ``ratio`` times as long as high, with such signs corrected."""
    found = _plain(_with_ligatures(_joined(letters, ink, ratio), ink))
    found = _with_ellipses(found, ink, ratio)
    places = [at for at in range(1, len(found)) if _may_be_small(found, at)]
    return _placed(found, places, ink, ratio) if places else found


def _joined(letters: Sequence[Letter], ink: Ink, ratio: float) -> list[Letter]:
    found: list[Letter] = []
    for letter in letters:
        before = found[-1] if found else None
        one = _LIGATURES.get(before.character + letter.character) if before and not letter.spaced else None
        if before and one and _are_one(before, letter, ink, ratio):
            found[-1] = replace(before, character=one, end=letter.end)
        else:
            found.append(letter)
    return found


def _are_one(first: Letter, second: Letter, ink: Ink, ratio: float) -> bool:
    """Return whether two letters are read at one place: close to each other, without paper between their middles."""
    return (second.center - first.center) * ratio <= _ONE_PLACE and ink.gap(first.center, second.center) is None


def _with_ligatures(letters: list[Letter], ink: Ink) -> list[Letter]:
    """Replace an E that has the shape of an AE: on some processors the networks read only the E."""
    places = [round(letter.center * len(ink.columns)) for letter in letters]
    found = list(letters)
    for at, letter in enumerate(letters):
        if letter.character == "E" and (run := ink.run(places[at])) is not None:
            alone = sum(run[0] <= place < run[1] for place in places) == 1
            if alone and _leans_like_ae(ink.mask[:, run[0] : run[1]]):
                found[at] = replace(letter, character="Æ")
    return found


def _leans_like_ae(mask: npt.NDArray[np.bool_]) -> bool:
    """Return whether the ink is wider than high, and begins further right in its upper half than at its foot."""
    filled = np.flatnonzero(mask.any(axis=1))
    if not len(filled):
        return False
    body = mask[filled[0] : filled[-1] + 1]
    height, width = body.shape
    parts = body[: max(1, height // 2)], body[-max(1, height // 5) :]
    starts = [int(np.flatnonzero(part.any(axis=0))[0]) for part in parts]
    return bool(width >= _AE_WIDE * height and starts[0] - starts[1] >= _AE_LEANS * width)


def _plain(letters: list[Letter]) -> list[Letter]:
    """Write ordinals and a doubtful trade mark in plain letters."""
    found: list[Letter] = []
    for letter in letters:
        pair = _ORDINALS.get(found[-1].character + letter.character) if len(found) > 1 else None
        if pair and found[-2].character.isdecimal():
            found[-1:] = [replace(found[-1], character=pair[0]), replace(letter, character=pair[1])]
        elif letter.character == _TRADE_MARK[0] and letter.confidence < _TRADE_MARK[1]:
            found += [replace(letter, character="T", end=letter.center), _second(letter)]
        else:
            found.append(letter)
    return found


def _second(letter: Letter) -> Letter:
    return replace(letter, character="M", start=letter.center, space=0.0, spaced=False)


def _with_ellipses(letters: list[Letter], ink: Ink, ratio: float) -> list[Letter]:
    """Replace three full stops that are farther apart than usual by an ellipsis."""
    text = "".join(letter.character for letter in letters)
    for match in reversed(list(_DOTS.finditer(text))) if len(text) == len(letters) else ():
        dots = letters[match.start() : match.end()]
        known = [edges for letter in letters if letter.character.isalnum() and (edges := rows(letter, ink, ratio))]
        if known and _are_wide(dots, ink, median(bottom for _, bottom in known) - min(top for top, _ in known)):
            letters[match.start() : match.end()] = [replace(dots[0], character="…", end=dots[-1].end)]
    return letters


def _are_wide(dots: Sequence[Letter], ink: Ink, high: float) -> bool:
    """Return whether the ink of three dots is as far apart as in an ellipsis, where capitals are ``high``."""
    height, width = ink.mask.shape
    first = max(0, round(dots[0].center * width - _AROUND * height))
    edges = np.flatnonzero(np.diff(ink.columns[first : round(dots[2].center * width + _AROUND * height)], prepend=True))
    starts, ends = edges[1::2], edges[2::2]
    found = (starts[: len(ends)] + ends) / 2
    if len(found) < len(dots):
        return False
    pitch = float(found[2] - found[0]) / 2 / height
    return bool(_WIDE_DOTS[0] * high <= pitch <= _WIDE_DOTS[1] * high)


def _may_be_small(letters: Sequence[Letter], at: int) -> bool:
    """Return whether at most two digits are between the digit at ``at`` and a letter, or a sign after a letter."""
    first = at
    while first > 0 and letters[first].character in _RAISED and not letters[first].spaced and at - first < _LONGEST:
        first -= 1
    if first == at:
        return False
    before = letters[first].character
    return before.isalpha() or (before in _BEFORE and first > 0 and letters[first - 1].character.isalpha())


def _placed(letters: list[Letter], places: Sequence[int], ink: Ink, ratio: float) -> list[Letter]:
    edges_of = [rows(letter, ink, ratio) for letter in letters]
    level = [
        edges_of[at] for at, letter in enumerate(letters)
        if at not in places and letter.character.isalnum() and letter.character not in _DEEP
    ]  # fmt: skip
    seen = [edges for edges in level if edges]
    if len(seen) < _KNOWN:
        return letters
    foot = median(bottom for _, bottom in seen)
    high = foot - min(top for top, _ in seen)
    found = list(letters)
    for run in _runs(letters, places):
        bodies = [_body(letters[at], ink) for at in run]
        small = [_small(letters[at].character, body, foot, high) for at, body in zip(run, bodies, strict=True) if body]
        if len(small) == len(run) and any(all(digit in table for digit in small) for table in _TABLES):
            for at, digit in zip(run, small, strict=True):
                found[at] = replace(letters[at], character=digit)
    return found


def _runs(letters: Sequence[Letter], places: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices of each number whose digits may all be small; a part of a longer number does not count."""
    run: list[int] = []
    for at in places:
        run = [*run, at] if run and at == run[-1] + 1 and not letters[at].spaced else [at]
        after = letters[at + 1 : at + 2]
        if not after or after[0].spaced or not after[0].character.isdecimal():
            yield run


def _small(digit: str, edges: tuple[float, float], foot: float, high: float) -> str:
    top, bottom = edges
    if bottom - top > _SMALL * high:
        return digit
    if bottom < foot - _UP * high:
        return _RAISED[digit]
    return _LOWERED[digit] if bottom > foot + _DOWN * high and top > foot - _SMALL * high else digit


def rows(letter: Letter, ink: Ink, ratio: float) -> tuple[float, float] | None:
    """Return top and bottom of a letter's ink, as fractions of the line's height."""
    height, width = ink.mask.shape
    first = max(0, round((letter.center - _CORE / ratio) * width))
    inked = np.flatnonzero(ink.mask[:, first : round((letter.center + _CORE / ratio) * width) + 1].any(axis=1))
    return (float(inked[0]) / height, float(inked[-1] + 1) / height) if len(inked) else None


def _body(letter: Letter, ink: Ink) -> tuple[float, float] | None:
    """Return top and bottom, likewise, of the connected ink nearest to a letter's place, or of all its parts."""
    height, width = ink.mask.shape
    middle, around = letter.center * width, _AROUND * height
    first = max(0, round(middle - around))
    window = np.ascontiguousarray(ink.mask[:, first : round(middle + around) + 1], np.uint8)
    _, _, spots, _ = cv2.connectedComponentsWithStats(window, connectivity=8)
    large = [spot for spot in spots[1:] if spot[cv2.CC_STAT_HEIGHT] >= _SPECK * height]
    if not large:
        return None
    left, top, wide, high, _ = (int(value) for value in min(large, key=lambda spot: abs(_off(spot, first, middle))))
    under = np.flatnonzero(window[:, left + wide // 4 : left + wide - wide // 4].any(axis=1))
    return top / height, max(top + high, int(under[-1]) + 1 if len(under) else 0) / height


def _off(spot: npt.NDArray[np.int32], first: int, middle: float) -> float:
    return float(first + spot[cv2.CC_STAT_LEFT] + spot[cv2.CC_STAT_WIDTH] / 2 - middle)
