"""A page's own text as a child tells it: a child that its file has taken over may tell anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.page import OwnText
from onlineocr.ocr.sandbox import wire
from onlineocr.ocr.sandbox.owntext import checked

CORNERS = [[0, 0], [9.5, 0], [9.5, 5], [0, 5]]
HONEST: dict[str, Any] = {
    "lines": [["Hello Bob", CORNERS, [["Hello", 0, 0, 5, 5], ["Bob", 6, 0, 10, 5]]]],
    "pictures": [[0, 5, 10, 10]], "characters": 8, "unmapped": 1, "outside": 2, "complete": True,
    "symbols": 0,
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(list(HONEST)), inner, max_size=6),
)


def said(**changes: Any) -> Any:
    return checked(HONEST | changes, 10, 10)


def word(*parts: Any) -> list[Any]:
    return [["x", CORNERS, [list(parts)]]]


def test_an_honest_text_is_believed() -> None:
    found = OwnText.from_dict(said())
    assert [line.text for line in found.lines] == ["Hello Bob"]
    assert found.lines[0].box == (0, 0, 10, 5)
    assert (found.characters, found.unmapped, found.outside, found.complete) == (8, 1, 2, True)


def test_a_picture_has_none() -> None:
    assert checked(None, 10, 10) is None


@pytest.mark.parametrize(
    "lines",
    [
        word("x", 0, 0, 11, 5), word("x", -1, 0, 5, 5), word("x", 5, 0, 5, 5), word("x", 6, 0, 5, 5),
        word("x", 0.0, 0, 5, 5), word("x", True, 0, 5, 5), word("x", 0, 0, 5), word("x", 0, 0, 5, 5, 5),
        word(7, 0, 0, 5, 5), word("x" * 5001, 0, 0, 5, 5), word("x", 0, 0, float("nan"), 5), word("x", 0, 0, 10**30, 5),
        [["x", [[0, 0]] * 3, []]], [["x", [[0, float("inf")]] * 4, []]], [["x", [[0, 11]] * 4, []]], [["x", CORNERS]],
        [["x" * 20_001, CORNERS, []]], [[None, CORNERS, []]], "lines", [[]], None, {"0": 1},
        [["x", CORNERS, []]] * 5001, [["x", CORNERS, [["x", 0, 0, 5, 5]] * 5000]] * 5,
        [["x" * 20_000, CORNERS, [["x" * 5000, 0, 0, 5, 5]]]] * 10,
    ],
)  # fmt: skip
def test_lines_that_cannot_be_are_not_believed(lines: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its texts
        said(lines=lines)


@pytest.mark.parametrize("count", [-1, 1.0, True, "1", None, 10**12])
def test_counts_that_cannot_be_are_not_believed(count: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its texts
        said(characters=count)


@pytest.mark.parametrize("pictures", [[[0, 0, 11, 5]], [[0, 0, 5]], [[0, 0, 5, 5]] * 101, None])
def test_pictures_that_cannot_be_are_not_believed(pictures: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its texts
        said(pictures=pictures)


def test_controls_and_formats_do_not_come_through() -> None:
    line = ["a\x1b[31m\u202eb\n c\u200d", CORNERS, [["a\x00\u2066b \u200c", 0, 0, 5, 5], ["\u202e", 0, 0, 5, 5]]]
    ((text, _, words),) = said(lines=[line])["lines"]
    assert (text, words) == ("a[31mb c\u200d", [["ab\u200c", 0, 0, 5, 5]])


def test_lines_of_nothing_go() -> None:
    assert said(lines=[["\u202e", CORNERS, [["x", 0, 0, 5, 5]]], ["x", CORNERS, []]])["lines"] == []


@settings(deadline=None)
@given(st.sampled_from(sorted(HONEST)), ANYTHING)
def test_one_wrong_part_is_refused_or_harmless(name: str, value: Any) -> None:
    try:
        found = OwnText.from_dict(said(**{name: value}))
    except ValueError:
        return
    assert all(0 <= line.box.left < line.box.right <= 10 for line in found.lines)


@settings(deadline=None)
@given(ANYTHING)
def test_nonsense_is_refused(value: Any) -> None:
    if value is not None:
        with pytest.raises(ValueError):  # noqa: PT011 - any of its texts
            checked(value, 10, 10)


def test_the_largest_honest_text_fits_into_an_answer() -> None:
    words = [["\u4e2d" * 5, 10_000, 10_000, 10_001, 10_001]] * 4
    lines = [["\u4e2d" * 20, [[10_000.5, 10_000.5]] * 4, words]] * OwnText.MOST_LINES
    answer = wire.pack({"page": {"own_text": HONEST | {"lines": lines}}})
    assert sum(len(line[2]) for line in lines) == OwnText.MOST_WORDS
    assert len(answer) < wire.ANSWER_BYTES
    assert checked(json.loads(answer)["page"]["own_text"], 20_000, 20_000)
