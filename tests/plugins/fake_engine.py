"""The engine ``fake``: for tests of everything above the engines. Instant, the same every time, and it misbehaves on
demand. It is no part of the package: this folder on PYTHONPATH registers it (``fake_descriptor``), as an installed
plug-in is registered.

What it reads depends on the pixels alone. A pixel is ink when its brightness is below 128. Each run of rows with ink is
a line; in it, ink with less than a third of the line's height between it is a word; a word's text is the digest of its
ink (six hexadecimal digits). So the same picture gives the same text, and another picture another one.

A picture whose top left pixel is one of the colours below is poison: red and green name what it does, blue how much.
That pixel is no ink. Only lossless files (PNG) keep the colour.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onlineocr.ocr import errors, languages
from onlineocr.ocr.engines.base import Reading
from onlineocr.ocr.errors import EngineFailed
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import EngineInfo, Line, Pixels, Word

Color = tuple[int, int]
SLEEP: Color = (253, 11)  # sleeps blue / 10 seconds, then reads
FAIL: Color = (253, 22)  # raises EngineFailed
KILL: Color = (253, 33)  # kills its own process with SIGKILL
GROW: Color = (253, 44)  # takes blue x 16 MiB for good, then reads
RAISE: Color = (253, 55)  # raises an error that is none of ours
REFUSE: Color = (253, 66)  # raises the error of ours that has the number blue in ``errors.tree()``

_INFO = EngineInfo("fake", "1")
_INK = 128
_MIB = 1024 * 1024


class Fake:
    """Reads digests of ink; see the module."""

    def __init__(self) -> None:
        self._hoard: list[bytearray] = []
        self._deeds: dict[Color, Callable[[int], None]] = {
            SLEEP: lambda blue: time.sleep(blue / 10),
            FAIL: _fail,
            KILL: lambda _: os.kill(os.getpid(), signal.SIGKILL),
            GROW: self._grow,
            RAISE: _raise,
            REFUSE: _refuse,
        }

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return frozenset(language.tag for language in languages.every())

    def directions(self, pixels: Pixels) -> Mapping[int, float]:  # noqa: ARG002  (the contract's)
        return {}

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels`` (height x width x 3, RGB), or do what the top left pixel says."""
        ink = np.asarray(pixels.mean(axis=2) < _INK)
        red, green, blue = (int(value) for value in pixels[0, 0])
        if deed := self._deeds.get((red, green)):
            ink[0, 0] = False
            deed(blue)
        lines = tuple(_line(ink, top, bottom) for top, bottom in _runs(np.any(ink, axis=1)))
        return Reading(lines, self.info, options.languages)

    def _grow(self, blue: int) -> None:
        # Written to, or the kernel would only promise it.
        self._hoard.append(bytearray(b"x" * (blue * 16 * _MIB)))


def poison(color: Color, blue: int = 0) -> tuple[int, int, int]:
    """The RGB value that does ``color`` ``blue`` times."""
    return (*color, blue)


def _fail(_: int) -> None:
    raise EngineFailed("The fake engine was told to fail")


def _refuse(number: int) -> None:
    raise list(errors.tree())[number]("The fake engine was told to refuse")


def _raise(_: int) -> None:
    raise ZeroDivisionError("the fake engine was told to raise")


def _line(ink: npt.NDArray[np.bool_], top: int, bottom: int) -> Line:
    columns = _runs(np.any(ink[top:bottom], axis=0), gap=(bottom - top) // 3)
    words = tuple(_word(ink, Box(left, top, right, bottom)) for left, right in columns)
    box = Box(words[0].box.left, top, words[-1].box.right, bottom)
    return Line(" ".join(word.text for word in words), 1.0, box, box.polygon(), words)


def _word(ink: npt.NDArray[np.bool_], box: Box) -> Word:
    part = ink[box.top : box.bottom, box.left : box.right]
    digest = blake2b(np.packbits(part).tobytes() + bytes(str(part.shape), "ascii"), digest_size=3)
    return Word(digest.hexdigest(), 1.0, box)


def _runs(marks: npt.ArrayLike, gap: int = 0) -> list[tuple[int, int]]:
    """[start, end) of each run of True; runs with at most ``gap`` between them are one."""
    places = np.flatnonzero(marks)
    breaks = np.flatnonzero(np.diff(places) > gap + 1) + 1
    starts = [0, *breaks.tolist(), len(places)] if len(places) else []
    return [(int(places[start]), int(places[end - 1]) + 1) for start, end in pairwise(starts)]
