"""The engine ``auto``: chooses an engine for each line and gives the reason.

PP-OCR finds all lines and reads those in the scripts that it knows. For the other lines it detects the script
(:attr:`~.base.Reading.other_script`), and the registry's first engine that reads lines in a language of that script
(Tesseract, unless another package adds one for a language that Tesseract lacks) reads them, line by line.
Requested languages restrict the languages that are tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .. import languages
from ..errors import EngineMissing, LanguageNotInstalled
from ..geometry import Polygon
from ..languages import Language
from ..options import Options
from ..page import EngineInfo, Line, Pixels, Problem
from ..wording import counted
from . import mixed, parts, registry
from .auto_descriptor import FINDER
from .auto_descriptor import Auto as Described
from .base import OtherScriptLine, Reading
from .identify import identify, load
from .line_readers import LineReaders
from .parts import Part, sureness
from .ppocr.engine import PpOcr

_DESCRIPTOR = Described()
_INFO = EngineInfo(_DESCRIPTOR.name, _DESCRIPTOR.version())
_BLANK = 3.0  # standard deviation of brightness; below it the picture is blank
_LETTERS_SURE, _LETTERS_READABLE = 0.9, 0.8
_DOUBTED = 0.95  # confidence of PP-OCR below which another engine reads a line as well


class Auto:
    """The default engine. It holds the other engines, each loaded when first needed."""

    def __init__(self) -> None:
        engine = registry.get(FINDER)
        if not isinstance(engine, PpOcr):
            raise EngineMissing("The engine 'ppocr' is not the one that comes with onlineocr")
        self._ppocr = engine
        load()

    @property
    def info(self) -> EngineInfo:
        return _INFO

    def languages(self) -> frozenset[str]:
        return _DESCRIPTOR.languages()

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        return self._ppocr.directions(pixels)

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read each line of ``pixels`` with the engine that fits; ``reason`` names the engine and the reason."""
        _DESCRIPTOR.check(options.languages)
        reading = self._ppocr.recognize(pixels, replace(options, languages=()))
        readers = LineReaders.here()
        if options.languages:
            return self._asked(pixels, options.languages, reading, readers)
        if not reading.lines and not reading.other_script:
            return replace(reading, reason="nothing to read" if pixels.std() < _BLANK else "PP-OCR found no text")
        lacking = _lacking_letters(self._ppocr.languages())
        if not reading.other_script and (tag := identify(_text(reading.lines), lacking, _LETTERS_SURE)):
            # PP-OCR reads such text well except for the letters that it lacks, and does not notice the errors.
            return _lettered(pixels, reading, languages.parse(tag), readers)
        return self._by_script(pixels, reading, readers)

    def _asked(self, pixels: Pixels, tags: tuple[str, ...], reading: Reading, readers: LineReaders) -> Reading:
        """Read in the requested languages only."""
        others = [languages.parse(tag) for tag in tags if tag not in self._ppocr.languages()]
        if not others:
            why = "PP-OCR reads the languages asked for"
            return replace(reading, languages=tags, reason=why, other_script=())
        found: list[Part] = []
        seen = {one.script for one in reading.other_script} & {language.script for language in others}
        # Lines in a language that was not asked for would spoil the proof of the lines in one that was.
        for everything in (True, False) if len(others) == len(tags) else (False,):
            marked = replace(reading, other_script=_marked(reading, others, everything=everything))
            trial, _ = self._parts(pixels, marked, others, readers, asked=True)
            trial = [self._with_doubtful(pixels, marked, part, readers) for part in trial]
            found = max(found, trial, key=lambda some: sum(part.letters for part in some))
            if seen <= {languages.parse(part.tag).script for part in found}:
                break
        why = _asked_reason(reading, found, others, readers)
        return replace(_joined(reading, found, readers), languages=tags, reason=why, other_script=())

    def _by_script(self, pixels: Pixels, reading: Reading, readers: LineReaders) -> Reading:
        found, problems = self._parts(pixels, reading, readers.languages(), readers)
        found = [self._with_doubtful(pixels, reading, part, readers) for part in found]
        read = {id(one.line) for part in found for one, _ in part.lines if one.line}
        rest = [line for line in reading.lines if id(line) not in read]
        why = "; ".join([*([_said(rest)] if rest or not found else []), *(_told(part, readers) for part in found)])
        main = identify(_text(rest), self._ppocr.languages()) if rest else None
        own = ((main, sum(len(line.text) for line in rest)),) if main else ()
        weights = sorted([*own, *((part.tag, part.letters) for part in found)], key=lambda one: -one[1])
        tags = tuple(dict.fromkeys(tag for tag, _ in weights))
        return _finished(_joined(reading, found, readers), why, problems, tags)

    def _parts(
        self, pixels: Pixels, reading: Reading, able: Sequence[Language], readers: LineReaders, *, asked: bool = False
    ) -> tuple[list[Part], list[Problem]]:
        """Return the other-script lines, read script by script in a language of ``able``, and problems for the rest."""
        groups: dict[str, list[OtherScriptLine]] = defaultdict(list)
        for one in reading.other_script:
            groups[one.script].append(one)
        found: list[Part] = []
        problems: list[Problem] = []
        for script, lines in groups.items():
            share = parts.share(lines, reading)
            having = [language for language in able if language.script == script]
            if having and (part := self._part(pixels, lines, having, readers).proven(share, each=asked)):
                found.append(part)
            elif not having and parts.are_proof(lines, share):
                language = languages.of_script(script)[0]
                problems.append(
                    _problem(
                        f"{counted(len(lines), 'line is', 'lines are')} in the script of {language.name}", language
                    )
                )
        return found, problems

    def _part(
        self, pixels: Pixels, lines: Sequence[OtherScriptLine], having: Sequence[Language], readers: LineReaders
    ) -> Part:
        """Return ``lines`` read in one of the languages ``having``, with the Latin words that they contain."""
        part = parts.read(lines, having, _reader(pixels, readers))
        return replace(part, lines=tuple(self._mended(pixels, part.lines, part.tag, readers)))

    def _mended(
        self, pixels: Pixels, lines: Iterable[tuple[OtherScriptLine, Line | None]], tag: str, readers: LineReaders
    ) -> Iterator[tuple[OtherScriptLine, Line | None]]:
        """Yield ``lines``, read in the language ``tag``, with the Latin words that they contain."""

        def read_latin(polygons: Sequence[Polygon]) -> list[Line | None]:
            return list(self._ppocr.read_lines(pixels, polygons)) if polygons else []

        def read_script(polygons: Sequence[Polygon]) -> list[Line | None]:
            return readers.read(pixels, polygons, tag)

        curves = registry.curve(FINDER), readers.by_tag[tag].curve
        return ((one, line and mixed.mended(one, line, read_latin, read_script, curves)) for one, line in lines)

    def _with_doubtful(self, pixels: Pixels, reading: Reading, part: Part, readers: LineReaders) -> Part:
        """Return ``part`` with lines that PP-OCR doubts and its language reads better, if most of the page is in it.

        A short line such as "Счёт № 15" has too few letters for its script to be detected, and a line that is mostly
        an address or a number looks Latin.
        """
        mine = [one for one, _ in part.lines]
        if parts.share(mine, reading) < parts.MOSTLY:
            return part
        known = {id(one.line) for one in reading.other_script if one.line}
        doubted = [line for line in reading.lines if id(line) not in known and _is_doubted(line)]
        others = [OtherScriptLine(mine[0].script, line.polygon, line, latin=line.words) for line in doubted]
        curves = registry.curve(FINDER), readers.by_tag[part.tag].curve
        pairs = zip(others, _reader(pixels, readers)(others, part.tag), strict=True)
        surer = [(one, line) for one, line in pairs if line and parts.has_better_words(one, line, curves)]
        mended = self._mended(pixels, surer, part.tag, readers)
        better = tuple((one, line) for one, line in mended if line and parts.is_better(one, line, curves))
        return replace(part, lines=part.lines + better)


def _asked_reason(reading: Reading, found: Sequence[Part], others: Sequence[Language], readers: LineReaders) -> str:
    """Return which engine read the requested languages ``others``, and which lines PP-OCR kept."""
    titles = " and ".join(dict.fromkeys(readers.title(language.tag) for language in others))
    lacking = ", ".join(language.tag for language in others)
    if not found:
        return f"{titles} found no text in {lacking}; {_said(reading.lines)}"
    read = {id(one.line) for part in found for one, _ in part.lines if one.line}
    rest = [line for line in reading.lines if id(line) not in read]
    kept = f"; {_said(rest)}" if rest else ""
    return f"{titles}, because PP-OCR does not read {lacking}{kept}"


def _is_doubted(line: Line) -> bool:
    """Return whether PP-OCR doubts a line or one of its words."""
    words = (word.confidence or 0.0 for word in line.words if sum(map(str.isalpha, word.text)) > 1)
    return min((line.confidence or 0.0, *words)) < _DOUBTED


def _lettered(pixels: Pixels, reading: Reading, language: Language, readers: LineReaders) -> Reading:
    """Read all lines in a language whose script PP-OCR reads, but of which it lacks letters."""
    why = f"{_said(reading.lines)}, but lacks letters of {language.name}"
    lines = tuple(OtherScriptLine(language.script, line.polygon, line) for line in reading.lines)
    if language.tag not in readers:
        return _finished(reading, why, [_problem(f"The text is in {language.name}", language)])
    part = parts.read(lines, [language], _reader(pixels, readers))
    if part.sureness <= _LETTERS_READABLE:
        return _finished(reading, f"{why}; {readers.title(language.tag)} was sure of {part.sureness:.0%} only")
    return _finished(_joined(reading, [part], readers), f"{why}; {_told(part, readers)}", tags=(language.tag,))


def _joined(reading: Reading, found: Sequence[Part], readers: LineReaders) -> Reading:
    return parts.joined(reading, found, {part.tag: readers.info(part.tag) for part in found})


def _reader(pixels: Pixels, readers: LineReaders) -> parts.ReadLines:
    def read(lines: Sequence[OtherScriptLine], tag: str) -> list[Line | None]:
        return readers.read(pixels, [one.polygon for one in lines], tag)

    return read


def _marked(reading: Reading, others: Sequence[Language], *, everything: bool) -> tuple[OtherScriptLine, ...]:
    """Return the lines for another engine if languages were requested, of which PP-OCR lacks ``others``: lines in other
    scripts count as lines in a requested script. With ``everything`` (no other language was requested) or a Latin
    script these are all lines."""
    scripts = [language.script for language in others]
    other_script = [one if one.script in scripts else replace(one, script=scripts[0]) for one in reading.other_script]
    if everything or scripts[0] == "Latn":
        known = {id(one.line) for one in other_script}
        other_script += [
            OtherScriptLine(scripts[0], line.polygon, line) for line in reading.lines if id(line) not in known
        ]
    return tuple(other_script)


def _lacking_letters(known: frozenset[str]) -> frozenset[str]:
    """Return the languages whose script PP-OCR reads, but of which it lacks letters."""
    scripts = {language.script for language in languages.every() if language.tag in known}
    return frozenset(language.tag for language in languages.every() if language.script in scripts) - known


def _finished(reading: Reading, why: str, problems: Sequence[Problem] = (), tags: tuple[str, ...] = ()) -> Reading:
    told = identify(_text(reading.lines), registry.describe(FINDER).languages() or ()) if not tags else None
    return replace(
        reading, reason=why, problems=tuple(problems), languages=tags or ((told,) if told else ()), other_script=()
    )


def _problem(what: str, language: Language) -> Problem:
    lacking = f"For {language.name}, the trained data '{language.tesseract}' is missing."
    return Problem(LanguageNotInstalled.code, f"{what}, which no installed language reads. {lacking}")


def _said(lines: Sequence[Line]) -> str:
    return f"PP-OCR read {counted(len(lines), 'line')}, sure of {sureness(lines):.0%}"


def _told(part: Part, readers: LineReaders) -> str:
    language = languages.parse(part.tag)
    count = sum(line is not None for _, line in part.lines)
    lines = f"{counted(count, 'line')} in {language.name} ({language.script})"
    return f"{readers.title(part.tag)} read {lines}, sure of {part.sureness:.0%}"


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)
