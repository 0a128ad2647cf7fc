"""Decision whether a page's own text is used: by cheap figures, then by ink, then by recognition of a few places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .. import languages
from ..engines.base import Engine
from ..engines.identify import by_script, identify, identify_each
from ..geometry import Box, Point, enclosing
from ..options import Options
from ..orientation import Upright, upright
from ..page import EngineInfo, Line, OwnText, PageImage, Problem, Source
from ..prepare import ink
from ..prepare.orient import turn_point
from ..wording import counted
from . import edit, parts, samples, unmapped

NONE, CUT = "no_text_layer", "text_layer_cut"
_INFO = EngineInfo("text_layer", "1")
_EVERY = frozenset(language.tag for language in languages.every())
_MAPPED = 0.7  # of the characters have a known text; words with an unmapped one are always left out
_SHOWN = 0.7  # of the characters lie on ink
_ALIKE = 0.8  # likeness with a recognition, for text that the page draws; decorative fonts are recognized worse
_ALIKE_OVER_PICTURE = 0.93  # for text over a scan: an older recognition, used only if it is about as good as a new one
_OVER_PICTURE = 0.5  # of the characters lie on pictures
_SURE = 0.96  # confidence below which a recognition in other scripts than the text's does not refute the text


@dataclass(frozen=True, slots=True)
class Refused:
    """A page's own text that is not used. ``reason`` is "" for a file type that has no text."""

    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A page's own text that is used: lines in pixels of ``page.pixels``, and their source."""

    page: Upright
    lines: list[Line]
    source: Source
    reason: str
    engine: EngineInfo = _INFO
    engine_reason: str = ""
    languages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def only(image: PageImage, options: Options) -> Taken:
    """Return the page's own text without a check. It has a problem if the text is missing or cut."""
    own = image.own_text or OwnText()
    page = _page(own, image, options)
    lines = _placed(own, image, page)
    problems = []
    if not own.lines:
        what = "The page has no text of its own" if image.own_text else "A picture has no text of its own"
        problems.append(Problem(NONE, f"{what}, and the option text_layer=only forbids to recognize it"))
    if not own.complete:
        problems.append(
            Problem(CUT, f"The page has more text than is taken; {counted(len(lines), 'line was', 'lines were')}")
        )
    problems += unmapped.problems(lines, (), own, page.pixels)
    reason = f"the page's own text, {own.characters:,} characters, unchecked as text_layer=only asks"
    told = options.languages or _languages(lines)
    return Taken(page, lines, "text_layer", reason, languages=told, problems=tuple(problems))


def take(image: PageImage, options: Options, engine: Engine) -> Taken | Refused:
    """Return the page's own text, completed by recognition of other parts; or the reason why it is not used."""
    own = image.own_text
    if own is None:
        return Refused("")
    if reason := _useless(own):
        return Refused(reason)
    page = _page(own, image, options)
    whole = [line for line in _placed(own, image, page) if line.words]
    grey = ink.grey(page.pixels)
    lines, seen = _shown(whole, grey)
    if seen < _SHOWN:
        return Refused(f"only {seen:.0%} of the page's own text stands where the page shows something")
    pictures = _boxes(own.pictures, image, page)
    known = _languages(lines)
    hint = _hint(known, options, engine)
    verdict = _verdict(lines, known, pictures, page, engine, hint)
    if isinstance(verdict, Refused):
        return verdict
    figures = f"{own.characters:,} characters, {_mapped(own):.0%} of them mapped, {seen:.0%} on ink, {verdict}"
    taken = _completed(lines, known, pictures, page, grey, figures, engine, hint)
    return replace(taken, problems=tuple(unmapped.problems(whole, taken.lines, own, page.pixels)))


def _useless(own: OwnText) -> str:
    if not own.complete:
        return "the page's own text is larger than is taken"
    if not own.lines:
        return "the page has no text of its own"
    if _mapped(own) < _MAPPED:
        return f"only {_mapped(own):.0%} of the {own.characters:,} characters of the page's own text mean something"
    return ""


def _mapped(own: OwnText) -> float:
    return 1 - own.unmapped / own.characters if own.characters else 0.0


def _shown(lines: Sequence[Line], grey: ink.Grey) -> tuple[list[Line], float]:
    """Return the mapped words that lie on ink, and their share of the characters of all mapped words."""
    words = [word for line in lines for word in line.words if edit.UNMAPPED not in word.text]
    found = ink.visible(grey, (word.box for word in words))
    seen = {id(word) for word, is_shown in zip(words, found, strict=True) if is_shown}
    every = sum(len(word.text) for word in words)
    share = sum(len(word.text) for word in words if id(word) in seen) / every if every else 0.0
    return edit.kept(lines, lambda word: id(word) in seen), share


def _verdict(
    lines: Sequence[Line], known: Sequence[str], pictures: Sequence[Box], page: Upright, engine: Engine, hint: Options
) -> str | Refused:
    """Return the likeness of the text with recognition of a few places, as part of a sentence; or a refusal."""
    compared = samples.compare(lines, page.pixels, engine, hint, unread=_unread(lines, engine))
    if not compared.places:
        return Refused("the page's own text is too small, or too little, to be compared with what the page shows")
    least = _ALIKE_OVER_PICTURE if _is_over(lines, pictures) else _ALIKE
    places = f"{compared.places} place{'s' if compared.places > 1 else ''}"
    said = f"{compared.likeness:.0%} like a reading of {places}"
    if compared.likeness >= least:
        return said
    if compared.unknown and _is_bearable(compared):
        lacking = known[0] if known and known[0] not in engine.languages() else None
        name = languages.parse(lacking).name if lacking else compared.unknown.title()
        return f"not borne out by a reading, which has no letter of {name}"
    return Refused(f"the page's own text is only {said}")


def _unread(lines: Sequence[Line], engine: Engine) -> list[str]:
    """Return the scripts of languages in ``lines`` that ``engine`` does not read."""
    told = {script: identify(text, _EVERY) for script, text in by_script(_text(lines)).items()}
    return [script for script, tag in told.items() if tag and not _is_readable(tag, engine)]


def _is_readable(tag: str, engine: Engine) -> bool:
    """Return whether ``engine`` reads the script of the language."""
    return any(languages.parse(other).script == languages.parse(tag).script for other in engine.languages())


def _is_bearable(compared: samples.Comparison) -> bool:
    """Return whether a recognition in other scripts than the text's does not refute the text."""
    if compared.known is not None:
        return compared.known >= _ALIKE
    return (compared.confidence or 0.0) < _SURE


def _is_over(lines: Sequence[Line], pictures: Sequence[Box]) -> bool:
    words = [word for line in lines for word in line.words]
    on = sum(len(word.text) for word in words if any(box.holds(word.box.center) for box in pictures))
    return on >= _OVER_PICTURE * sum(len(word.text) for word in words)


def _completed(
    lines: list[Line], known: tuple[str, ...], pictures: Sequence[Box], page: Upright, grey: ink.Grey, figures: str,
    engine: Engine, hint: Options,
) -> Taken:  # fmt: skip
    told = hint.languages or known
    words = [word for line in lines for word in line.words]
    left = parts.find(grey, [word.box for word in words], pictures)
    reason = f"the page's own text: {figures}"
    if not left:
        return Taken(page, lines, "text_layer", reason, languages=told)
    reading = parts.read(left, words, page.pixels, engine, hint)
    looked = _counted(left)
    if not reading.lines:
        return Taken(page, lines, "text_layer", f"{reason}; {looked} besides held no text", languages=told)
    return Taken(
        page, [*lines, *reading.lines], "mixed", f"{reason}; {looked} besides recognized",
        reading.engine, reading.reason, tuple(dict.fromkeys((*told, *reading.languages))),
    )  # fmt: skip


def _counted(left: parts.Parts) -> str:
    found = (("picture", len(left.pictures)), ("other part", len(left.others)))
    return " and ".join(counted(count, name) for name, count in found if count)


def _hint(known: tuple[str, ...], options: Options, engine: Engine) -> Options:
    """Return the options with the text's own languages if the engine reads them, which saves their detection."""
    return replace(options, languages=known) if known and engine.languages().issuperset(known) else options


def _languages(lines: Iterable[Line]) -> tuple[str, ...]:
    return identify_each(_text(lines), _EVERY)


def _text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _page(own: OwnText, image: PageImage, options: Options) -> Upright:
    """Return the page with most of its own text upright. It is not deskewed: the positions of the text are exact."""
    return upright(image, replace(options, deskew=False), _turn(own) if options.orient else 0)


def _turn(own: OwnText) -> int:
    """Return the clockwise rotation in degrees that makes most of the text upright."""
    letters: Counter[int] = Counter()
    for line in own.lines:
        (left, top), (right, bottom) = line.polygon[:2]
        across, down = right - left, bottom - top
        level = abs(across) >= abs(down)
        letters[(0 if across >= 0 else 180) if level else (270 if down > 0 else 90)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0


def _placed(own: OwnText, image: PageImage, page: Upright) -> list[Line]:
    """Return the own lines in pixels of the rotated picture."""
    if page.rotation == 0 and image.scale == 1.0:
        return list(own.lines)
    return [edit.moved(line, lambda point: _pixel(point, image, page)) for line in own.lines]


def _boxes(boxes: Sequence[Box], image: PageImage, page: Upright) -> list[Box]:
    height, width = page.pixels.shape[:2]
    turned = (enclosing(_pixel(point, image, page) for point in box.polygon()) for box in boxes)
    return [box.clip(width, height) for box in turned]


def _pixel(point: Point, image: PageImage, page: Upright) -> Point:
    x, y = point
    return turn_point((x / image.scale, y / image.scale), page.rotation, image.width, image.height)
