from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.decode.sniff import MEDIA_TYPES, sniff
from onlineocr.ocr.errors import UnsupportedType


def of(data: bytes) -> str:
    return sniff(io.BytesIO(data))


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM\x10\0\0\0", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"II+\0\x08\0", "image/tiff"),
        (b"MM\0+\0\x08", "image/tiff"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", "image/avif"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "image/avif"),
        (b"P4\n# by Bob\n16 8\n", "image/x-portable-anymap"),
        (b"P2 16 8 255\n0 1 2 ", "image/x-portable-anymap"),
        (b"Pf\n16 8\n-1.0\n", "image/x-portable-anymap"),
        (b"%PDF-1.7", "application/pdf"),
        (b"\n" * 1000 + b"%PDF-1.4", "application/pdf"),
    ],
)
def test_it_knows_a_type_by_its_first_bytes(head: bytes, media_type: str) -> None:
    assert of(head + b"\0" * 40) == media_type


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE svg>\n<svg/>", "an SVG drawing"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"8BPS\0\1", "a Photoshop file"),
        (b"P7\nWIDTH 4\n", "a PAM picture"),
        (b"P1 is what Alice calls the first page", "text"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "a PostScript file"),
        (b"\0\0\1\0\1\0", "an icon"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"PK\3\4", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a compressed archive"),
        (b"\xd0\xcf\x11\xe0", "an office document"),
        (b"AT&TFORM\0\0\0\x10DJVU", "a DjVu document"),
        (b"\xff\x0a", "a JPEG XL picture"),
        (b"Dear Bob, this is no picture", "text"),
        ("Дорогой Боб".encode(), "text"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp41", "of no known type"),
        (b"\n" * 1100 + b"%PDF-1.4", "text"),
        (b"RIFF\x10\0\0\0WAVE", "of no known type"),
        (b"\x01\x02", "of no known type"),
    ],
)
def test_it_names_what_it_refuses(head: bytes, name: str) -> None:
    with pytest.raises(UnsupportedType, match=name):
        of(head)


@settings(deadline=None, max_examples=50)
@given(st.binary(max_size=64))
def test_it_answers_or_refuses_any_bytes(data: bytes) -> None:
    with contextlib.suppress(UnsupportedType):
        assert of(data) in MEDIA_TYPES
