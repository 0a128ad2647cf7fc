"""What a person may say of a page."""

import pytest

from onlineocr.ocr.editing import Edit, parse
from onlineocr.ocr.errors import InvalidEdits


def test_it_reads_the_place_and_the_text():
    assert parse([{"block": 2, "line": 1, "word": 3, "text": "new"}]) == (Edit(2, 1, 3, "new"),)
    assert parse([{"box": [1, 2, 30, 40], "text": "new"}]) == (Edit(text="new", box=(1, 2, 30, 40)),)
    assert parse([{"block": 2, "text": "two\nlines"}, {"confirmed": True}]) == (Edit(2, text="two\nlines"), Edit())


@pytest.mark.parametrize(("sent", "kept"), [("  a  b ", "a b"), ("e\u0301", "é"), ("a\tb", "a\tb"), ("", "")])
def test_it_tidies_the_text(sent, kept):
    assert parse([{"block": 0, "line": 0, "text": sent}])[0].text == kept


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d", "\u200f", "\u00ad", "\ue000"])
def test_it_keeps_what_a_script_needs(joiner):
    assert parse([{"block": 0, "line": 0, "text": f"a{joiner}b"}])[0].text == f"a{joiner}b"


@pytest.mark.parametrize(
    ("edit", "field", "told"),
    [
        ({"block": 0, "line": 0, "text": "a\0b"}, "text", "U+0000"),
        ({"block": 0, "line": 0, "text": "\ud800"}, "text", "U+D800"),
        ({"block": 0, "line": 0, "text": "\x1b[0m"}, "text", "U+001B"),
        ({"block": 0, "line": 0, "text": "\uffff"}, "text", "U+FFFF"),
        ({"block": 0, "line": 0, "text": "a\nb"}, "text", "one line"),
        ({"block": 0, "line": 0, "text": " \t "}, "text", "nothing that is seen"),
        ({"block": 0, "line": 0, "text": "\u200b\ufeff"}, "text", "nothing that is seen"),
        ({"block": 0, "line": 0, "text": "\u202eevil"}, "text", "U+202E"),
        ({"block": 0, "line": 0, "text": "x" * 10_001}, "text", "10,001"),
        ({"block": 0, "line": 0, "text": 5}, "text", "must be a text"),
        ({"block": 0, "line": 0, "text": None}, "text", "must be a text"),
        ({"block": 0, "line": 0}, "text", "either"),
        ({"block": 0, "line": 0, "text": "a", "confirmed": True}, "text", "either"),
        ({"block": 0, "confirmed": False}, "confirmed", "only be true"),
        ({"text": "a"}, "block", "missing"),
        ({"line": 0, "text": "a"}, "block", "missing"),
        ({"block": 0, "word": 0, "text": "a"}, "line", "missing"),
        ({"block": -1, "text": "a"}, "block", "whole number"),
        ({"block": True, "text": "a"}, "block", "whole number"),
        ({"block": 1.5, "text": "a"}, "block", "whole number"),
        ({"block": "1", "text": "a"}, "block", "whole number"),
        ({"block": 10**30, "text": "a"}, "block", "whole number"),
        ({"block": 0, "text": "a", "colour": "red"}, "colour", "no such field"),
        ({"box": [0, 0, 9, 9], "block": 0, "text": "a"}, "box", "either"),
        ({"box": [0, 0, 9, 9], "text": ""}, "text", "nothing there"),
        ({"box": [0, 0, 9, 9], "confirmed": True}, "text", "nothing there"),
        ({"box": [0, 0, 9], "text": "a"}, "box", "four whole numbers"),
        ({"box": "0,0,9,9", "text": "a"}, "box", "four whole numbers"),
        ({"box": [0, 0, 9, 1.5], "text": "a"}, "box", "four whole numbers"),
    ],
)
def test_it_names_what_is_wrong(edit, field, told):
    with pytest.raises(InvalidEdits) as refused:
        parse([{"block": 0, "text": "good"}, edit])
    assert told in refused.value.fields[f"edits.1.{field}"]


@pytest.mark.parametrize("edits", [None, {}, [], "edits", 5, [{"confirmed": True}] * 1001])
def test_it_wants_a_list(edits):
    with pytest.raises(InvalidEdits) as refused:
        parse(edits)
    assert list(refused.value.fields) == ["edits"]


@pytest.mark.parametrize("edit", [None, [], "a", 5])
def test_each_is_an_object(edit):
    with pytest.raises(InvalidEdits) as refused:
        parse([edit])
    assert list(refused.value.fields) == ["edits.0"]
