"""Plain text and JSON from pages."""

import json
from dataclasses import replace

import pytest

from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Problem, Word

WORD = Word('"один\u2028', 0.9, Box(1, 2, 30, 12), (0, 6))
LINE = Line(WORD.text, 0.9, WORD.box, WORD.box.polygon(), (WORD,))
PAGE = Page(
    number=1, width=100, height=50, engine=EngineInfo("ppocr", "6", ("small",)), text=WORD.text, confidence=0.9,
    languages=("ru", "en"), blocks=(Block("text", WORD.box, (LINE,)),),
)  # fmt: skip
OTHER = replace(PAGE, number=2, text="two", engine=EngineInfo("tesseract", "5.5", ("eng",)), languages=("en",))


def written(name, *pages):
    return b"".join(registry.get(name).bytes(iter(pages))).decode()


def test_it_writes_pages_as_text_with_a_form_feed_between():
    assert written("txt", PAGE, OTHER) == f"{PAGE.text}\n\ftwo\n"
    assert written("txt", replace(PAGE, text=""), OTHER) == "\ftwo\n"
    assert written("txt") == ""


def test_it_writes_json_that_brings_the_pages_back():
    result = json.loads(written("json", PAGE, OTHER))
    assert [Page.from_dict(page) for page in result["pages"]] == [PAGE, OTHER]


def test_it_sums_the_document_up():
    result = json.loads(written("json", PAGE, OTHER))
    assert result["text"] == f"{PAGE.text}\n\ntwo"
    assert result["engine"] == {"name": "ppocr+tesseract", "version": "6+5.5", "models": ["small", "eng"]}
    assert result["languages"] == ["ru", "en"]
    assert result["confidence"] == 0.9
    assert (result["id"], result["schema"], result["needs_review"], result["problems"]) == (None, "1.0", False, [])


def test_it_asks_for_a_review_of_what_is_doubtful():
    doubtful = replace(PAGE, confidence=0.5)
    troubled = replace(PAGE, problems=(Problem("truncated_file", "ends too early"),))
    for page in (doubtful, troubled):
        assert json.loads(written("json", PAGE, page))["needs_review"] is True
    assert json.loads(written("json", troubled))["problems"] == [{"code": "truncated_file", "detail": "ends too early"}]


def test_it_writes_json_for_no_pages_and_for_a_blank_one():
    blank = Page(number=1, width=1, height=1, engine=EngineInfo("fake", "1"))
    assert json.loads(written("json"))["pages"] == []
    assert json.loads(written("json", blank))["confidence"] is None


def test_it_hands_out_each_page_before_it_takes_the_next():
    taken = []
    chunks = registry.get("json").write((taken.append(page) or page for page in (PAGE, OTHER)), About())
    next(chunks)
    next(chunks)
    assert taken == [PAGE]


def test_it_names_the_formats_that_there_are():
    assert registry.names()[:2] == ("txt", "json")
    with pytest.raises(ValueError, match="there is no format 'pptx'; there are: txt, json"):
        registry.get("pptx")
