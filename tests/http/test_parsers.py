"""The kind of a body by its content, and JSON as clients write it. Uploads: tests/api/test_bodies.py."""

from __future__ import annotations

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ParseError

from onlineocr.http import parsers
from onlineocr.http.parsers import Kind, json_object, kind_of, read_json
from tests.support.processes import picture

PNG = picture()
TEXT = base64.b64encode(PNG)
FORM = "application/x-www-form-urlencoded"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abä"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]), st.booleans())
def test_json_is_read_in_every_unicode_form(value, encoding, escaped):
    body = json.dumps({"a": value}, ensure_ascii=escaped).encode(encoding)
    assert read_json(body) == {"a": value}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b'{"a": NaN}', "Out of range float values are not JSON compliant: NaN"),
        (b"[-Infinity]", "not JSON compliant: -Infinity"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5_000, "a number has more digits than this server takes"),
        (rb'["\ud83d"]', "half of a pair"),
        (rb'{"\uDC00": 1}', "half of a pair"),
        (b'{"a": "\xff"}', "byte 0xff at 7 is not UTF-8"),
    ],
)
def test_json_that_is_none_is_told(body, words):
    with pytest.raises(ParseError, match=r"^JSON parse error - ") as caught:
        read_json(body)
    assert words in str(caught.value)


@pytest.mark.parametrize("charset", ["latin-1", "windows-1252", "iso-8859-15"])
def test_a_declared_charset_counts_where_the_body_is_no_unicode(charset):
    assert read_json('{"a": "schön"}'.encode(charset), charset) == {"a": "schön"}
    assert read_json('{"a": "schön"}'.encode(), charset) == {"a": "schön"}
    with pytest.raises(ParseError, match="not UTF-8"):
        read_json(b'{"a": "\xf6"}', "no-such-charset")


def test_a_whole_pair_of_surrogates_is_one_character():
    assert read_json(rb'["\ud83d\ude00"]') == ["\U0001f600"]


@pytest.mark.parametrize("body", [b"[]", b'"a"', b"1", b"null", b"true"])
def test_an_object_is_an_object(body):
    with pytest.raises(ParseError, match="must be an object such as"):
        json_object(body)
    assert json_object(b"{}") == {}


@pytest.mark.parametrize(
    ("start", "declared", "kind"),
    [
        (PNG, "", Kind.FILE),
        (PNG, FORM, Kind.FILE),
        (b"%PDF-1.7\n", "text/plain", Kind.FILE),
        (b'{"image": "x"}', "", Kind.JSON),
        (b' \n{ "image"', "text/plain", Kind.JSON),
        (b"{}", FORM, Kind.JSON),
        ('{"a"'.encode("utf-16"), "", Kind.JSON),
        (b"{image}", "", Kind.FILE),
        (b"image=x&y=z", FORM, Kind.FORM),
        (b"image=x&y=z", "text/plain", Kind.FILE),
        (b"image", FORM, Kind.FILE),
        (TEXT, "", Kind.ENCODED),
        (b"\n" + TEXT, "text/plain", Kind.ENCODED),
        (b"data:image/png;base64," + TEXT, "", Kind.ENCODED),
        (base64.b64encode(b"no file of a known type, long enough"), "", Kind.FILE),
        (b"", "", Kind.FILE),
        (b"x" * 3_000, "", Kind.FILE),
    ],
)
def test_the_content_tells_the_kind_of_a_body(start, declared, kind):
    assert kind_of(start, declared) is kind


def test_a_form_under_another_type_is_told():
    start = b'--limit\r\nContent-Disposition: form-data; name="image"\r\n\r\n'
    with pytest.raises(ParseError, match="its Content-Type is 'text/plain'"):
        kind_of(start, "text/plain")
    assert kind_of(b"--limit\r\nno field", "text/plain") is Kind.FILE


@pytest.mark.parametrize(
    ("start", "stripped"),
    [
        (b"\x89PNG\x1aIHDR", True),
        (b"\xff" * 2_049, True),
        (b"\xff" * 2_048, False),
        (b"\xff" * 2_049 + b"\n", False),
        (b"\xff" * 2_049 + b"\0", False),
        (b"x" * 2_049, False),
    ],
)
def test_a_file_without_its_line_ends_was_sent_by_the_wrong_option_of_curl(start, stripped):
    if stripped:
        with pytest.raises(ParseError, match="--data-binary"):
            kind_of(start, FORM)
    else:
        assert kind_of(start, FORM) is Kind.FILE
    assert kind_of(start, "image/png") is Kind.FILE


@given(st.binary(min_size=1, max_size=50), st.integers(0, 60), st.lists(st.integers(1, 20), max_size=9))
def test_a_body_that_was_begun_is_read_from_its_beginning(body, begun, sizes):
    stream = io.BytesIO(body)
    joined = parsers._Joined(stream.read(begun), stream)
    parts = [joined.read(size) for size in sizes]
    assert b"".join(parts) + joined.read() + joined.read() == body
