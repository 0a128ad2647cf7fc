"""Lines read by one engine in place of another's: which language they are in, and both put together."""

from __future__ import annotations

import pytest

from onlineocr.ocr import languages
from onlineocr.ocr.engines import choice, parts
from onlineocr.ocr.engines.base import OtherScriptLine, Reading
from onlineocr.ocr.engines.parts import Part
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import EngineInfo, Line, Word

UKRAINIAN = "Всі люди народжуються вільними і рівними у своїй гідності та правах"
RUSSIAN = "Все люди рождаются свободными и равными в своем достоинстве и правах"
TESSERACT, PPOCR = EngineInfo("tesseract", "5", ("rus",)), EngineInfo("ppocr", "6", ("small",))


def line(text: str, confidence: float = 0.9, top: int = 0) -> Line:
    box = Box(0, top, 200, top + 20)
    return Line(text, confidence, box, box.polygon(), (Word(text, confidence, box),))


def other_script(text: str = "IIIn6", confidence: float = 0.6, top: int = 0, script: str = "Cyrl") -> OtherScriptLine:
    read = line(text, confidence, top)
    return OtherScriptLine(script, read.polygon, read)


def having(*tags: str) -> list[languages.Language]:
    return [languages.parse(tag) for tag in tags]


def test_text_that_is_in_the_language_that_it_was_read_in_is_read_once():
    asked = []
    trial = choice.choose(having("ru", "uk"), lambda tag: asked.append(tag) or [line(RUSSIAN)])
    assert (trial.tag, asked) == ("ru", ["ru"])


def test_text_in_another_language_is_read_again_in_that():
    asked = []
    trial = choice.choose(having("ru", "bg", "uk"), lambda tag: asked.append(tag) or [line(UKRAINIAN)])
    assert (trial.tag, asked) == ("uk", ["ru", "uk"])


def test_the_surest_reading_counts_where_no_language_can_be_told():
    sure = {"ru": 0.5, "bg": 0.9, "uk": 0.7}
    assert choice.choose(having("ru", "bg", "uk"), lambda tag: [line("Ш", sure[tag]), None]).tag == "bg"


def test_not_every_language_is_tried():
    asked = []
    choice.choose(having("ru", "be", "bg", "kk", "mk", "uk"), lambda tag: asked.append(tag) or [None])
    assert len(asked) == 4


def test_lines_that_were_read_to_tell_the_language_are_not_read_again():
    seen: list[OtherScriptLine] = []
    lines = [other_script(top=30 * row) for row in range(6)]
    part = parts.read(lines, having("ru", "uk"), lambda some, _: seen.extend(some) or [line(RUSSIAN) for _ in some])
    assert len(seen) == 6
    assert (part.tag, [one for one, _ in part.lines]) == ("ru", lines)


def test_a_pages_own_script_needs_little_proof():
    assert Part("ru", ((other_script(confidence=0.5), line("Привет", 0.45)),)).proven(0.9)
    assert Part("ru", ((other_script(confidence=0.8), line("Привет", 0.45)),)).proven(0.9) is None
    assert Part("ru", ((other_script(confidence=0.5), None),)).proven(0.9) is None


def test_a_few_lines_in_another_script_are_taken_where_they_are_sure():
    sure, unsure = (other_script(), line("Привет", 0.9)), (other_script(), line("Црлвет", 0.5))
    kept = Part("ru", (sure, unsure)).proven(0.1)
    assert kept is not None
    assert kept.lines == (sure,)
    assert Part("ru", (unsure,)).proven(0.1) is None


def test_lines_take_the_places_of_those_that_they_replace():
    one, other = other_script(), line("An English line", 0.98, top=40)
    reading = Reading((one.line, other), PPOCR)
    joined = parts.joined(reading, [Part("ru", ((one, line("Привет")),))], {"ru": TESSERACT})
    assert {line.text for line in joined.lines} == {"An English line", "Привет"}
    assert joined.engine == EngineInfo("ppocr", "6", ("small", "rus"))


def test_the_engine_that_read_most_is_named():
    one = other_script()
    joined = parts.joined(Reading((one.line,), PPOCR), [Part("ru", ((one, line("Привет")),))], {"ru": TESSERACT})
    assert joined.engine == EngineInfo("tesseract", "5", ("rus",))


@pytest.mark.parametrize(("confidence", "kept"), [(0.9, ["2024"]), (0.6, [])])
def test_a_line_in_which_tesseract_sees_nothing_stays_where_it_was_sure(confidence, kept):
    one = other_script("2024", confidence)
    joined = parts.joined(Reading((one.line,), PPOCR), [Part("ru", ((one, None),))], {"ru": TESSERACT})
    assert [line.text for line in joined.lines] == kept


def test_the_share_of_lines_goes_by_their_length():
    one, other = other_script(), line("An English line", 0.98, top=40)
    reading = Reading((one.line, other), PPOCR, other_script=(one,))
    assert parts.share([one], reading) == pytest.approx(0.5)
    assert parts.share([], Reading((), PPOCR)) == 0


def wide(text: str, confidence: float | None = 0.9, *, width: int = 200, clear: bool = False) -> OtherScriptLine:
    box = Box(0, 0, width, 20)
    return OtherScriptLine("Cyrl", box.polygon(), Line(text, confidence, box, box.polygon()), clear)


@pytest.mark.parametrize(
    ("lines", "share", "so"),
    [
        ([wide("word")], 0.5, True), ([wide("word", width=50)], 0.5, True), ([wide("word", width=49)], 0.5, False),
        ([wide("a12")], 0.5, False),
        ([wide("ab1")], 0.5, True), ([], 1.0, False), ([wide("word")] * 3, 0.1, True),
        ([wide("word")] * 2, 0.49, False),
        ([wide("word", clear=True)], 0.1, True), ([wide("word")] * 9, 0.09, False),
        ([wide("word", 0.8, clear=True)], 0.01, True),
        ([wide("word", 0.79, clear=True)], 0.01, False), ([wide("word", None, clear=True)], 0.01, False),
    ],
)  # fmt: skip
def test_the_less_text_of_a_script_the_more_proof_it_needs(lines, share, so):
    assert parts.are_proof(lines, share) is so


@pytest.mark.parametrize(
    ("before", "text", "confidence", "so"),
    [
        (0.6, "Привет", 0.64, True), (0.6, "Привет", 0.62, False), (0.6, "Hello", 0.9, False),
        (0.6, "12", 0.9, False), (0.6, "Été", 0.9, True),
    ],
)  # fmt: skip
def test_a_reading_is_better_that_is_surer_and_not_latin(before, text, confidence, so):
    assert parts.is_better(other_script(confidence=before), line(text, confidence), (None, None)) is so


def test_a_reading_of_a_line_that_was_dropped_is_no_better():
    box = Box(0, 0, 200, 20)
    assert not parts.is_better(OtherScriptLine("Cyrl", box.polygon(), None), line("Привет", 0.99), (None, None))


@pytest.mark.parametrize(
    ("share", "confidence", "so"), [(0.49, 0.69, False), (0.49, 0.7, True), (0.5, 0.51, True), (0.5, 0.5, False)]
)
def test_the_proof_of_a_part_goes_by_its_share_of_the_page(share, confidence, so):
    part = Part("ru", ((other_script(confidence=0.6), line("Привет", confidence)),))
    assert (part.proven(share) is not None) is so


def test_a_part_knows_its_letters_and_how_sure_they_are():
    part = Part("ru", ((other_script(), line("ab12", 0.6)), (other_script(), None), (other_script(), line("c!", 1.0))))
    assert (part.letters, part.sureness) == (6, pytest.approx(0.68))
    assert Part("ru", ()).sureness == 0
