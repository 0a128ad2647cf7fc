"""BMP files that Pillow does not read: masks of any kind, two bits a pixel, palettes that are too long."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.errors import TooManyPixels, UnsupportedType
from onlineocr.ocr.limits import Limits
from tests.ocr.decode.decoded import Decoder
from tests.ocr.decode.test_structure import outcome


def bmp(rows: bytes, width: int, height: int, bits: int, *, compression: int = 0, more: bytes = b"") -> bytes:
    """A BMP with a header of 40 bytes; ``more`` stands between the header and the pixels."""
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(rows), 3780, 3780, 0, 0)
    start = 14 + len(header) + len(more)
    return b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start) + header + more + rows


def masks(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


@pytest.mark.parametrize(
    ("bits", "parts"),
    [
        (32, (0x3FF00000, 0xFFC00, 0x3FF)),
        (32, (0xFF, 0xFF00, 0xFF0000)),
        (16, (0xC0, 0x38, 0x7)),
        (16, (0xF00, 0xF0, 0xF)),
    ],
)
def test_it_reads_colors_by_any_masks(decoder: Decoder, bits: int, parts: tuple[int, int, int]) -> None:
    rows = np.array([[parts[0], parts[1]], [parts[2], sum(parts)]], "<u4" if bits == 32 else "<u2").tobytes()
    page = decoder.page(bmp(rows, 2, -2, bits, compression=3, more=masks(*parts)))
    assert page.pixels.tolist() == [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [255, 255, 255]]]


def test_it_reads_two_bits_a_pixel(decoder: Decoder) -> None:
    palette = bytes((0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 255, 255, 0))  # black, red, green, white as BGR0
    page = decoder.page(bmp(bytes((0b00011011, 0, 0, 0)), 4, 1, 2, more=palette))
    assert page.pixels[0].tolist() == [[0, 0, 0], [255, 0, 0], [0, 255, 0], [255, 255, 255]]


def test_it_reads_rows_from_the_bottom_up(decoder: Decoder) -> None:
    rows = np.array([[0xF], [0xF00]], "<u2").astype("<u2")
    data = bmp(
        b"".join(row.tobytes().ljust(4, b"\0") for row in rows), 1, 2, 16, compression=3, more=masks(0xF00, 0xF0, 0xF)
    )
    assert decoder.page(data).pixels.tolist() == [[[255, 0, 0]], [[0, 0, 255]]]


def test_a_palette_that_is_too_long_does_no_harm(decoder: Decoder) -> None:
    data = bytearray(bmp(bytes((1, 0, 0, 0)), 1, 1, 8, more=bytes((0, 0, 0, 0, 255, 255, 255, 0)) + bytes(4 * 400)))
    data[46:50] = struct.pack("<I", 402)
    assert decoder.page(bytes(data)).pixels.tolist() == [[[255, 255, 255]]]


@pytest.mark.parametrize(("compression", "name"), [(4, "JPEG"), (5, "PNG")])
def test_it_names_what_it_does_not_read(decoder: Decoder, compression: int, name: str) -> None:
    with pytest.raises(UnsupportedType, match=f"as {name}, which is not read"):
        decoder.probe(bmp(bytes(100), 10, 10, 0, compression=compression))


def test_it_refuses_too_many_pixels(decoder: Decoder) -> None:
    data = bmp(bytes(8), 30_000, 30_000, 32, compression=3, more=masks(0xF, 0xF0, 0xF00))
    with pytest.raises(TooManyPixels, match="30000 x 30000"):
        decoder.probe(data, Limits(max_pixels=1_000_000))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from((0, 1, 2, 4, 8, 15, 16, 24, 32, 64)), st.sampled_from((0, 1, 2, 3, 4, 5, 6, 11)),
    st.integers(-9, 9), st.integers(-9, 9), st.binary(max_size=200),
)  # fmt: skip
def test_any_header_is_read_or_refused(bits: int, compression: int, width: int, height: int, rest: bytes) -> None:
    error = outcome(bmp(rest, width, height, bits, compression=compression))
    assert error is None or str(error)
