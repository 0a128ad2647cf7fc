"""Files as text: every way to write base64, and what is said of other texts. Uploads: tests/api/test_bodies.py."""

from __future__ import annotations

import base64
import contextlib
import textwrap
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.http.encoded import decode, decode_start
from onlineocr.ocr.errors import EmptyFile, InvalidBase64

FILES = st.binary(min_size=8, max_size=200)
HEADS = ["", "data:;base64,", "data:image/png;base64,", "DATA:image/png;charset=x;Base64, ", "image/png;base64,"]
WRITTEN = {
    "standard": lambda text: text,
    "without padding": lambda text: text.rstrip("="),
    "URL-safe": lambda text: text.replace("+", "-").replace("/", "_"),
    "in lines": lambda text: "\r\n".join(textwrap.wrap(text, 20)),
    "with escaped line ends": lambda text: "\\n".join(textwrap.wrap(text, 20)),
    "percent-encoded": lambda text: quote(text, safe=""),
}


@pytest.mark.parametrize("way", WRITTEN)
@given(content=FILES, head=st.sampled_from(HEADS))
def test_it_decodes_every_way_to_write_base64(way, content, head):
    assert decode(head + WRITTEN[way](base64.b64encode(content).decode())) == content


@pytest.mark.parametrize("quoted", ["b'{}'", 'b"{}"', "'{}'", '"{}"', ' "{}" '])
@given(content=FILES, head=st.sampled_from(HEADS))
def test_it_decodes_a_text_that_was_quoted_once_more(quoted, content, head):
    assert decode(quoted.format(head + base64.b64encode(content).decode())) == content


def test_the_spaces_of_a_form_are_plus_signs_and_those_of_other_texts_nothing():
    assert decode("AAAA AAA AAA", url_encoded=True) == base64.b64decode("AAAA+AAA+AAA")
    assert decode("AAAA AAAA AAAA AAAA") == bytes(12)


@given(FILES.filter(lambda content: b"%" not in content))
def test_a_data_uri_without_base64_is_read_too(content):
    assert decode(f"data:image/png,{quote(content)}") == content


@given(st.text())
def test_no_text_is_too_odd(text):
    with contextlib.suppress(EmptyFile, InvalidBase64):
        assert isinstance(decode(text), bytes)


@given(FILES, st.integers(1, 2))
def test_a_missing_end_is_told(content, lost):
    text = base64.b64encode(content + b"x" * (-len(content) % 3)).decode()
    cut = text[: len(text) // 4 * 4 - 3]  # one character more than a multiple of four
    with pytest.raises(InvalidBase64, match=f"has {len(cut)} characters, which cannot be: its end is missing"):
        decode(cut)


@pytest.mark.parametrize(("size", "words"), [(1, "1 byte only"), (7, "7 bytes only")])
def test_too_few_bytes_for_a_file_are_told(size, words):
    with pytest.raises(InvalidBase64, match=words):
        decode(base64.b64encode(b"x" * size).decode())
    assert decode(base64.b64encode(b"x" * 8).decode()) == b"x" * 8


@pytest.mark.parametrize("text", ["", " \n", "data:image/png;base64,", '""', "====", "b''"])
def test_a_text_without_a_character_is_empty(text):
    with pytest.raises(EmptyFile, match="The field 'file' is empty"):
        decode(text, field="file")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://example.org/a.png", "goes into the field 'url'"),
        ("HTTP://example.org/a", "goes into the field 'url'"),
        ("scan.png", "-F 'image=@scan.png'"),
        ("@scan.tif", "-F 'image=@scan.tif'"),
        ("@scan-of-today.odd", "-F 'image=@scan-of-today.odd'"),
        ("PNG\ufffd\ufffd", "Send them as a file of the form"),
        ("not base64!", "it has the character '!'. It begins with 'not base64!'"),
        ("not base64!", "If a file of that name was meant"),
        ("!" * 81, f"begins with '{'!' * 80}…'"),
        ("!" * 80, f"begins with '{'!' * 80}'"),
    ],
)
def test_it_describes_another_text_and_its_correction(text, words):
    with pytest.raises(InvalidBase64) as caught:
        decode(text)
    assert words in caught.value.detail


@pytest.mark.parametrize("text", ["!" * 255, "not base64!\nnot a name"])
def test_a_text_that_cannot_be_a_name_is_not_taken_for_one(text):
    with pytest.raises(InvalidBase64) as caught:
        decode(text)
    assert "curl" not in caught.value.detail


@given(FILES, st.sampled_from(HEADS))
def test_the_beginning_of_a_text_gives_the_beginning_of_its_file(content, head):
    found = decode_start((head + base64.b64encode(content * 9).decode()).encode())
    assert len(found) >= min(295, len(content * 9) - 2)
    assert (content * 9).startswith(found)


@pytest.mark.parametrize("start", [b"", b"%PDF-1.7", b"\x89PNG\r\n", b"!" * 3000])
def test_another_beginning_gives_nothing(start):
    assert decode_start(start) == b""
