"""Faults of JSON that comes in small pieces, and where they are."""

from __future__ import annotations

import io
import json

import pytest

from onlineocr.ocr.export.reading import scan
from onlineocr.ocr.export.reading.scan import Malformed, Scanner


class Dripping(io.StringIO):
    """A file that gives a few characters at a time, whatever it is asked for."""

    def __init__(self, text, size):
        super().__init__(text)
        self._size = size

    def read(self, _=-1):
        return super().read(self._size)


def read(text, size=3):
    """The fields of an object; a list in ``pages`` value by value."""
    scanner, found = Scanner(Dripping(text, size)), {}
    for name in scanner.items():
        found[name] = list(scanner.each()) if name == "pages" else scanner.value()
    scanner.end()
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize("number", ["12345", "-1.5e10", "1E-5", "0"])
def test_it_takes_no_part_of_a_number_for_the_whole(size, number):
    assert read(f'{{"n": {number}, "pages": [{number}]}}', size) == {
        "n": json.loads(number),
        "pages": [json.loads(number)],
    }


@pytest.mark.parametrize("text", ["{}", " { } ", '{"pages": []}', '{"pages": [ ]}\n'])
def test_it_reads_empty_objects_and_lists(text):
    assert read(text) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it ends too early, at character 1"), ("[]", "'{' is missing, at character 1"),
        ('{"a" 1}', "':' is missing, at character 6"), ('{"a": 1 "b": 2}', "',' or '}' is missing, at character 9"),
        ("{1: 2}", "a name in double quotes is missing"), ('{"a": 1,}', "illegal trailing comma|expecting value"),
        ('{"pages": {}}', r"'\[' is missing, at character 11"),
        ('{"pages": [1 2]}', r"',' or '\]' is missing, at character 14"),
        ('{"a": 1} x', "something follows after its end, at character 10"),
        ('{"a": 1', "it ends too early, at character 8"),
        ('{"a": NaN}', "NaN is no number"), ('{"a": -Infinity}', "-Infinity is no number"),
        ('{"a": {"b": 1, "b": 2}}', "a name comes twice in one object"),
        ('{"a": tru}', "expecting value, at character 7"),
        ('{"a": "\n"}', "invalid control character"), ('{"a": ' + "[" * 10**5, "nested too deeply"),
    ],
)  # fmt: skip
def test_it_names_the_fault_and_its_place(text, fault):
    with pytest.raises(Malformed, match=fault):
        read(text, 4 if len(text) < 100 else 10**6)


def test_it_refuses_a_value_that_is_too_long(monkeypatch):
    monkeypatch.setattr(scan, "MOST", 50)
    assert read(json.dumps({"a": "x" * 20})) == {"a": "x" * 20}
    with pytest.raises(Malformed, match="a part of it has more than 50 characters"):
        read(json.dumps({"a": "x" * 70}))
