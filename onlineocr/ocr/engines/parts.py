"""Lines of a page read by another engine instead of PP-OCR, and the merge of both readings."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist
from statistics import fmean

from .. import confidence
from ..confidence import Curve
from ..languages import Language
from ..page import EngineInfo, Line, Word
from . import choice, registry
from .base import OtherScriptLine, Reading

_SAMPLES = 4  # lines that are read to identify the language
MOSTLY = 0.5  # of a page's text: from this share on, a script is the page's main script, and its lines need less proof
_PROOF = 0.7  # least confidence of a line in a script of which the page has little text
_LEAST, _BEHIND = 0.3, 0.1  # least confidence of a line in the page's main script, and how far it may be below PP-OCR's
_AHEAD = 0.03  # by which a line must be surer than PP-OCR's, if its script was not detected
_DROPPED = 0.3  # approximate confidence of the lines that PP-OCR drops
_CREDIBLE = 0.8  # least confidence of PP-OCR for a line in which the other engine finds nothing

ReadLines = Callable[[Sequence[OtherScriptLine], str], Sequence[Line | None]]
"""A function that reads lines of the page in the language with this tag."""

_FEW = 3  # lines in a script confirm each other
_SOME, _MUCH = 0.1, 0.5  # of a page's text: a smaller share is negligible; a larger one is the page's main script
_WORD = 2.5  # times as long as high: a short word
_LOOK_ALIKE = 0.8  # confidence with which lines in Cyrillic and Greek are read as similar Latin letters


@dataclass(frozen=True, slots=True)
class Part:
    """The ``lines`` of a page in one script with the readings of another engine in the language ``tag``."""

    tag: str
    lines: tuple[tuple[OtherScriptLine, Line | None], ...]

    @property
    def sureness(self) -> float:
        return sureness(line for _, line in self.lines if line)

    @property
    def letters(self) -> int:
        return sum(len(line.text) for _, line in self.lines if line)

    def proven(self, share: float, *, each: bool = False) -> Part | None:
        """Return the part of it that is better than PP-OCR's reading. ``share`` (0..1) is its share of the text. With
        ``each`` a line is judged alone if the whole is not better: lines in several scripts were read in one."""
        if share >= MOSTLY:
            before = fmean(_said(one) for one, _ in self.lines)
            if self.sureness > max(_LEAST, before - _BEHIND):
                return self
        if share < MOSTLY or each:
            kept = tuple((one, line) for one, line in self.lines if line and _of_script(one, line) >= _PROOF)
            return replace(self, lines=kept) if kept else None
        return None


def read(lines: Sequence[OtherScriptLine], having: Sequence[Language], read_lines: ReadLines) -> Part:
    """Read ``lines`` in their identified language, one of ``having``."""
    if len(having) == 1:
        return Part(having[0].tag, tuple(zip(lines, read_lines(lines, having[0].tag), strict=True)))
    longest = sorted(lines, key=_length, reverse=True)[:_SAMPLES]
    trial = choice.choose(having, lambda tag: read_lines(longest, tag))
    known = {id(one): line for one, line in zip(longest, trial.lines, strict=True)}
    rest = [one for one in lines if id(one) not in known]
    known |= {id(one): line for one, line in zip(rest, read_lines(rest, trial.tag), strict=True)}
    return Part(trial.tag, tuple((one, known[id(one)]) for one in lines))


def joined(reading: Reading, parts: Sequence[Part], engines: Mapping[str, EngineInfo]) -> Reading:
    """Return PP-OCR's ``reading`` with the ``parts`` in place of its own lines. ``engines`` maps a part's tag to the
    engine that read it. The result names the engine that read most letters; confidences are on that engine's scale."""
    if not parts:
        return reading
    instead = {id(one.line): line for part in parts for one, line in part.lines if one.line}
    kept = [line for line in reading.lines if _stays(line, instead)]
    read = [(engines[part.tag], [line for _, line in part.lines if line]) for part in parts]
    everyone = [*read, (reading.engine, kept)]
    name = _most(everyone)
    lines = [line for one, some in [everyone[-1], *read] for line in _translated(some, one.name, name)]
    return replace(reading, lines=tuple(lines), engine=_together(name, everyone if kept else read, reading.engine))


def _most(shares: Sequence[tuple[EngineInfo, Sequence[Line]]]) -> str:
    """Return the name of the engine that read most letters; the first one if several read as many."""
    letters: Counter[str] = Counter()
    for engine, lines in shares:
        letters[engine.name] += sum(len(line.text) for line in lines)
    return max(letters, key=lambda name: letters[name])


def _translated(lines: Sequence[Line], of: str, to: str) -> Sequence[Line]:
    return lines if of == to else confidence.translated(lines, registry.curve(of), registry.curve(to))


def _together(name: str, shares: Sequence[tuple[EngineInfo, Sequence[Line]]], first: EngineInfo) -> EngineInfo:
    """Return the engine ``name`` with the models of all engines, its own first."""
    engines = [first, *(engine for engine, _ in shares)] if name == first.name else [engine for engine, _ in shares]
    own = sorted(engines, key=lambda engine: engine.name != name)
    models = dict.fromkeys(model for engine in own for model in engine.models)
    return EngineInfo(name, own[0].version, tuple(models))


def _stays(line: Line, instead: dict[int, Line | None]) -> bool:
    """Return whether PP-OCR's line is kept: no other engine read it, or only PP-OCR finds a line there and is sure."""
    if id(line) not in instead:
        return True
    return instead[id(line)] is None and (line.confidence or 0.0) >= _CREDIBLE


def is_better(one: OtherScriptLine, line: Line, curves: tuple[Curve | None, Curve | None]) -> bool:
    """Return whether ``line`` has letters that are not Latin, and is surer than PP-OCR's reading of the same line.
    ``curves`` are the confidence curves of PP-OCR and of the engine that read ``line``."""
    if one.line is None or not any(map(_is_foreign, line.words)):
        return False
    (before,) = confidence.translated([one.line], *curves)
    return _of_script(one, line) > (before.confidence or 0.0) + _AHEAD or (
        has_better_words(one, line, curves) and (confidence.mean(line.words) or 0.0) > (before.confidence or 0.0)
    )


def has_better_words(one: OtherScriptLine, line: Line, curves: tuple[Curve | None, Curve | None]) -> bool:
    """Return whether ``line`` has a word that is not Latin, and surer than PP-OCR's words at the same place."""
    if one.line is None:
        return False
    (before,) = confidence.translated([one.line], *curves)
    return any(
        (word.confidence or 0.0)
        > (confidence.mean([other for other in before.words if _is_there(word, other)]) or 0.0) + _AHEAD
        for word in line.words
        if _is_foreign(word) and (word.confidence or 0.0) >= _PROOF
    )


def _is_there(word: Word, other: Word) -> bool:
    return word.box.intersection(other.box) > min(word.box.area, other.box.area) / 2


def _is_foreign(word: Word) -> bool:
    return any(_is_letter(char) and not char.isascii() for char in word.text)


def share(lines: Sequence[OtherScriptLine], reading: Reading) -> float:
    """Return the share of ``lines`` in the page's text, by their length: 0..1."""
    known = {id(one.line) for one in reading.other_script if one.line}
    others = sum(line.box.width + line.box.height for line in reading.lines if id(line) not in known)
    mine, every = sum(map(_reach, lines)), sum(map(_reach, reading.other_script))
    return mine / (every + others) if every + others else 0.0


def are_proof(lines: Sequence[OtherScriptLine], share: float) -> bool:
    """Return whether ``lines``, a ``share`` of the page's text, prove that the page has text in their script.

    A few short lines in a corner of a page are more often a picture or a logo; digits belong to every script.
    """
    telling = [one for one in lines if _is_word(one) and not _is_number(one)]
    if share >= _MUCH:
        return bool(telling)
    if share >= _SOME:
        return len(telling) >= _FEW or any(one.clear for one in telling)
    return any(one.clear and one.line and (one.line.confidence or 0.0) >= _LOOK_ALIKE for one in telling)


def _is_word(one: OtherScriptLine) -> bool:
    """Return whether a line is at least as long as a short word; spots of a picture are shorter."""
    first, second, third, _ = one.polygon
    sides = dist(first, second), dist(second, third)
    return max(sides) >= _WORD * min(sides)


def _is_number(one: OtherScriptLine) -> bool:
    text = one.line.text if one.line else ""
    return 3 * sum(character.isdecimal() for character in text) > len(text)


def sureness(lines: Iterable[Line]) -> float:
    """Return the mean confidence of the letters, 0..1."""
    pairs = [(line.confidence or 0.0, sum(map(_is_letter, line.text))) for line in lines]
    letters = sum(count for _, count in pairs)
    return sum(sure * count for sure, count in pairs) / letters if letters else 0.0


def _said(one: OtherScriptLine) -> float:
    """Return PP-OCR's confidence of the line; 0 for a dropped line."""
    return (one.line.confidence or 0.0) if one.line else _DROPPED


def _of_script(one: OtherScriptLine, line: Line) -> float:
    """Return the engine's confidence of the words of ``line`` that are not Latin, if its script is another one."""
    other_script = [word for word in line.words if one.script == "Latn" or not word.text.isascii()]
    return confidence.mean(other_script) or 0.0


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN"


def _length(one: OtherScriptLine) -> float:
    """Return the line's length in line heights."""
    (left, top), (right, fall), _, (start, bottom) = one.polygon
    return (abs(right - left) + abs(fall - top)) / max(1.0, abs(start - left) + abs(bottom - top))


def _reach(one: OtherScriptLine) -> float:
    (left, top), (right, fall), _, (start, bottom) = one.polygon
    return abs(right - left) + abs(fall - top) + abs(start - left) + abs(bottom - top)
