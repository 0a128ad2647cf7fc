"""The engine ``auto``: picks one per page and says why.

Languages that were asked for decide. Otherwise PP-OCR reads; when it is unsure of what it read, Tesseract's detection
names the script, and if that is one that PP-OCR lacks, Tesseract reads too and the surer of the two is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import cv2
import numpy as np

from .. import languages
from ..errors import EngineMissing
from ..languages import Language
from ..options import Options
from ..page import EngineInfo, Line, Pixels
from . import coverage, registry
from .base import Engine, Reading
from .identify import identify, load
from .tesseract.osd import Detection, Detector

_INFO = EngineInfo("auto", "1")
# PP-OCR's confidence on scans: .97 to 1 in what it knows, .94 to .97 in prints of 1600 to 1850, .6 to .95 in scripts
# that it lacks (Cyrillic above, because many of its letters look Latin) and in handwriting.
_SURE, _LOST = 0.96, 0.88
# How sure the detection of the script (its own measure) must be, if PP-OCR is in doubt and if it is lost.
_SCRIPT_SURE, _SCRIPT_LIKELY = 1.5, 0.5
_READABLE = 0.6  # Tesseract's confidence under which its reading is no better than none
_TRIED, _TRIED_READABLE = 12, 0.8  # scripts tried, for the detection often fails on Korean and Thai
_LETTERS_SURE, _LETTERS_READABLE = 0.9, 0.8
_TEXT_HEIGHT = 32  # pixels of a line for which script detection works best
_LARGEST = 4_000_000  # pixels; a page larger than that is not enlarged for the detection
_BLANK = 3.0  # standard deviation of brightness under which there is nothing to detect


class Auto:
    """The default. It holds the other engines, each loaded when first needed."""

    def __init__(self) -> None:
        self._ppocr = registry.get("ppocr")
        load()

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return coverage.ppocr() | coverage.tesseract()

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        return self._ppocr.directions(pixels)

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels`` with the engine that fits; ``reason`` tells which and why."""
        coverage.check("auto", options.languages)
        if options.languages:
            return self._asked(pixels, options)
        reading = self._ppocr.recognize(pixels, options)
        if not reading.lines and pixels.std() < _BLANK:
            return _kept(reading, "nothing to read")
        if _sureness(reading) < _SURE:
            return self._doubted(pixels, options, reading)
        why = f"PP-OCR read it, sure of {_sureness(reading):.0%}"
        if tag := identify(_text(reading.lines), _lacking_letters(), _LETTERS_SURE):
            # It reads such text well but for the letters that it lacks, and does not notice.
            why += ", but lacks letters of the text's language"
            return self._other(pixels, options, reading, (languages.parse(tag),), why, _LETTERS_READABLE)
        return _kept(reading, why)

    def _asked(self, pixels: Pixels, options: Options) -> Reading:
        if set(options.languages) <= coverage.ppocr():
            reading = self._ppocr.recognize(pixels, options)
            return replace(reading, languages=options.languages, reason="PP-OCR reads the languages asked for")
        tags = _for_tesseract(options.languages)
        reading = self._tesseract.recognize(pixels, replace(options, languages=tags))
        lacking = ", ".join(tag for tag in options.languages if tag not in coverage.ppocr())
        return replace(
            reading, languages=options.languages, reason=f"Tesseract, because PP-OCR does not read {lacking}"
        )

    def _doubted(self, pixels: Pixels, options: Options, reading: Reading) -> Reading:
        doubt = f"PP-OCR was sure of {_sureness(reading):.0%} only" if reading.lines else "PP-OCR found no text"
        found = self._script(pixels, reading.lines)
        lost = _sureness(reading) <= _LOST
        having = languages.of_script(found.script) if found else ()
        known = any(language.tag in coverage.ppocr() for language in having)
        if found and having and not known and found.script_confidence >= (_SCRIPT_LIKELY if lost else _SCRIPT_SURE):
            least = max(_sureness(reading), _READABLE)
            return self._other(pixels, options, reading, having, f"{doubt}; the script is {found.script}", least)
        if lost and (other := self._tried(pixels, options, reading, doubt)):
            return other
        return _kept(reading, f"{doubt}, but no other script could be told")

    def _tried(self, pixels: Pixels, options: Options, reading: Reading, doubt: str) -> Reading | None:
        """Tesseract's reading in the installed script that it reads best in a few lines of the page."""
        sample = _sample(pixels, reading.lines)
        sure: dict[str, float] = {}
        for language in _other_scripts():
            read = self._tesseract.recognize(sample, replace(options, languages=(language.tag,)))
            sure[language.script] = _sureness(read)
        script = max(sure, key=lambda script: sure[script], default="")
        if sure.get(script, 0.0) < _TRIED_READABLE:
            return None
        able = languages.of_script(script)
        return self._other(pixels, options, reading, able, f"{doubt}; tried {script}", _TRIED_READABLE)

    def _other(
        self, pixels: Pixels, options: Options, reading: Reading, able: tuple[Language, ...], why: str, least: float
    ) -> Reading:
        """Let Tesseract read it in one of the languages that are ``able``; kept if it is surer than ``least``."""
        having = [language for language in able if language.tag in coverage.tesseract()]
        if not having:
            command = f"'onlineocr languages add {able[0].tesseract}'"
            return _kept(reading, f"{why}; no language for it is installed: run {command} for {able[0].name}")
        other = self._read_as(having, pixels, options)
        if _sureness(other) <= least:
            return _kept(reading, f"{why}; Tesseract was sure of {_sureness(other):.0%} only")
        return replace(other, reason=f"{why}; Tesseract read it, sure of {_sureness(other):.0%}")

    def _read_as(self, having: list[Language], pixels: Pixels, options: Options) -> Reading:
        """Read with the first of these languages; again with the one that the text turns out to be in."""
        first = having[0]
        reading = self._tesseract.recognize(pixels, replace(options, languages=(first.tag,)))
        told = identify(_text(reading.lines), {language.tag for language in having})
        if told is None or told == first.tag:
            return reading
        again = self._tesseract.recognize(pixels, replace(options, languages=(told,)))
        return again if _sureness(again) > _sureness(reading) else reading

    def _script(self, pixels: Pixels, lines: tuple[Line, ...]) -> Detection | None:
        try:
            return self._detector.detect(_enlarged(pixels, lines))
        except EngineMissing:
            return None

    @cached_property
    def _tesseract(self) -> Engine:
        return registry.get("tesseract")

    @cached_property
    def _detector(self) -> Detector:
        return Detector()


def _for_tesseract(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The languages asked for, as far as Tesseract has them: English stands in for those of its script."""
    installed = coverage.tesseract()
    latin = {language.tag for language in languages.of_script("Latn")}
    chosen = [tag if tag in installed else "en" for tag in tags if tag in installed or tag in latin]
    return tuple(tag for tag in dict.fromkeys(chosen) if tag in installed)


def _other_scripts() -> list[Language]:
    """One installed language for each script that PP-OCR lacks; not many."""
    installed = coverage.tesseract() - coverage.ppocr() - _lacking_letters()
    found: dict[str, Language] = {}
    for language in languages.every():
        if language.tag in installed:
            found.setdefault(language.script, language)
    return list(found.values())[:_TRIED]


def _sample(pixels: Pixels, lines: tuple[Line, ...]) -> Pixels:
    """The part of the page round its widest line, a few lines high; the whole of a page without lines."""
    if not lines:
        return pixels
    widest = max((line.box for line in lines), key=lambda box: box.width)
    top, bottom = max(0, widest.top - 4 * widest.height), widest.bottom + 4 * widest.height
    return np.ascontiguousarray(pixels[top:bottom])


def _lacking_letters() -> frozenset[str]:
    """Languages in scripts that PP-OCR reads, of which it lacks letters."""
    scripts = {language.script for language in languages.every() if language.tag in coverage.ppocr()}
    return frozenset(language.tag for language in languages.every() if language.script in scripts) - coverage.ppocr()


def _kept(reading: Reading, reason: str) -> Reading:
    told = identify(_text(reading.lines), coverage.ppocr())
    return replace(reading, languages=(told,) if told else (), reason=reason)


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _sureness(reading: Reading) -> float:
    """The mean confidence of its letters, 0..1."""
    weights = [sum(map(_is_letter, line.text)) for line in reading.lines]
    total = sum(weights)
    sums = sum((line.confidence or 0.0) * weight for line, weight in zip(reading.lines, weights, strict=True))
    return sums / total if total else 0.0


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _enlarged(pixels: Pixels, lines: tuple[Line, ...]) -> Pixels:
    """Small text made larger: the detection fails on letters under some 20 pixels."""
    height = float(np.median([line.box.height for line in lines])) if lines else 20.0
    factor = min(3.0, _TEXT_HEIGHT / max(height, 1.0))
    if factor <= 1.2 or pixels.shape[0] * pixels.shape[1] * factor**2 > _LARGEST:
        return pixels
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
