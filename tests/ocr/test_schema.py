"""The shapes of a result's values, and the way to plain values and back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Annotated, ClassVar, Literal

import numpy as np
import pytest
from hypothesis import given

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Block, Cell, EngineInfo, Line, OwnText, Page, PageImage, Table, Word
from onlineocr.ocr.schema import Part, Shaped, members, unread
from tests.ocr.export.samples import FULL, any_page

KINDS = [Page, Block, Line, Word, Table, Cell, EngineInfo]


@dataclass(frozen=True, slots=True)
class Sample(Shaped):
    WRITTEN_FIRST: ClassVar = ("last",)

    count: Annotated[int, Part("a number", low=1)]
    place: Box | None = None
    names: tuple[str, ...] = ()
    pair: tuple[int, int] = (0, 0)
    mark: Annotated[str, Part(implied=True)] = "no"
    fresh: Annotated[bool, Part(added=True)] = False
    way: Literal["up", "down"] = "up"
    inner: tuple[EngineInfo, ...] = ()
    last: float | None = None


WHOLE = Sample(3, Box(1, 2, 3, 4), ("a", "b"), (5, 6), "yes", True, "down", (EngineInfo("x", "1", ("m",)),), 0.5)


@given(any_page())
def test_it_brings_any_page_back(page):
    assert Page.from_dict(page.to_dict()) == page


def test_it_writes_values_that_json_keeps():
    assert Page.from_dict(json.loads(json.dumps(FULL.to_dict()))).to_dict() == FULL.to_dict()
    assert json.loads(json.dumps(WHOLE.to_dict())) == WHOLE.to_dict()


@pytest.mark.parametrize("value", [WHOLE, Sample(1)])
def test_it_brings_every_kind_of_field_back(value):
    assert Sample.from_dict(value.to_dict()) == value


def test_it_writes_an_implied_field_only_where_it_differs():
    assert "mark" not in Sample(1).to_dict()
    assert replace(Sample(1), mark="yes").to_dict()["mark"] == "yes"


@pytest.mark.parametrize(("name", "value"), [("mark", "no"), ("fresh", False)])
def test_it_reads_a_result_that_lacks_an_optional_field(name, value):
    data = {key: one for key, one in WHOLE.to_dict().items() if key != name}
    assert Sample.from_dict(data) == replace(WHOLE, **{name: value})


@pytest.mark.parametrize("name", ["count", "names", "last", "place"])
def test_it_reads_no_result_that_lacks_another_field(name):
    data = {key: one for key, one in WHOLE.to_dict().items() if key != name}
    with pytest.raises(KeyError, match=name):
        Sample.from_dict(data)


def test_it_begins_with_the_fields_that_are_named_first():
    assert list(WHOLE.to_dict()) == ["last", "count", "place", "names", "pair", "fresh", "way", "inner", "mark"]
    assert list(FULL.to_dict())[:3] == ["number", "width", "height"]


def test_it_knows_the_kind_of_every_field():
    nodes = {member.name: member.node for member in members(Sample)}
    assert {name: node.kind for name, node in nodes.items()} == {
        "last": "real", "count": "whole", "place": "box", "names": "list", "pair": "list", "mark": "text",
        "fresh": "flag", "way": "text", "inner": "list",
    }  # fmt: skip
    assert {name for name, node in nodes.items() if node.nullable} == {"last", "place"}
    assert (nodes["pair"].length, nodes["names"].length, nodes["way"].choices) == (2, None, ("up", "down"))
    assert (nodes["inner"].item.type, nodes["count"].part.low) == (EngineInfo, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_it_describes_each_field_of_a_class_once(kind):
    assert sorted(member.name for member in members(kind)) == sorted(one.name for one in fields(kind))


def test_it_has_null_for_facts_of_a_page_that_was_not_read():
    page = unread(Page, "number")
    assert page.keys() == {member.name for member in members(Page)} - {"number"}
    assert {name for name, value in page.items() if value is None} == {
        "width", "height", "dpi", "rotation", "skew", "source", "engine", "confidence", "duration_ms",
    }  # fmt: skip
    assert (page["text"], page["blocks"], page["languages"], page["reviewed"]) == ("", [], [], False)


OWN = OwnText(
    (Line("two words", None, Box(0, 0, 90, 20), Box(0, 0, 90, 20).polygon(),
          (Word("two", None, Box(0, 0, 30, 20)), Word("words", None, Box(40, 0, 90, 20)))),),
    (Box(1, 2, 3, 4),), 8, 3, 2, False, 1,
)  # fmt: skip


def test_it_carries_the_own_text_of_a_page_to_another_process():
    assert OwnText.from_dict(json.loads(json.dumps(OWN.to_dict()))) == OWN
    assert OwnText.from_dict(OwnText().to_dict()) == OwnText()


@pytest.mark.parametrize(
    ("detail", "blocks", "words"), [("words", True, True), ("lines", True, False), ("text", False, False)]
)
def test_it_reduces_a_page_to_a_detail(detail, blocks, words):
    page = FULL.reduced(detail)
    assert (bool(page.blocks), bool(page.words), page.text) == (blocks, words, FULL.text)
    assert page.tables == FULL.tables


@pytest.mark.parametrize(("full", "scale", "width"), [(0, 1.0, 200), (200, 1.0, 200), (600, 3.0, 200)])
def test_it_knows_how_much_a_picture_was_scaled_down(full, scale, width):
    image = PageImage(1, np.zeros((100, 200, 3), np.uint8), None, full, full // 2)
    assert (image.scale, image.width, image.height) == (scale, width, 100)
