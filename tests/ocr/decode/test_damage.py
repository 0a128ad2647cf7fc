"""Files that end too early or have a broken piece: what can be decoded is drawn, and a problem names the damage."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from onlineocr.ocr.errors import DamagedFile, TruncatedFile
from tests.ocr.decode.decoded import RED, WHITE, Decoder, drawing, near
from tests.support.drawing import encode


def codes(page) -> list[str]:
    return [problem.code for problem in page.problems]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "PPM"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_it_draws_a_picture_that_is_cut_off_as_far_as_it_goes(decoder: Decoder, kind: str, share: float) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (120, 120), np.uint8)
    data = encode(Image.fromarray(noise), kind, **({"interlace": 0} if kind == "GIF" else {}))
    cut = data[: int(len(data) * share)]
    assert decoder.probe(cut).pages == 1
    page = decoder.page(cut)
    assert codes(page) == ["truncated_file"]
    whole = decoder.page(data).pixels
    seen = slice(-20, None) if kind == "BMP" else slice(0, 20)
    assert np.abs(page.pixels[seen].astype(int) - whole[seen]).mean() < 12


def test_a_jpeg_without_its_last_two_bytes_loses_nothing(decoder: Decoder) -> None:
    page = decoder.page(encode(drawing(), "JPEG", quality=95)[:-2])
    assert near(page.pixels[5, 5], RED)
    assert codes(page) == ["truncated_file"]
    assert page.problems[0].detail == "The picture ends too early"


def test_the_problem_says_how_much_is_missing(decoder: Decoder) -> None:
    data = encode(drawing(200, 200), "PPM")
    detail = decoder.page(data[: len(data) // 4]).problems[0].detail
    assert "76% of the picture could not be decoded" in detail or "75% of the picture could not be decoded" in detail


def png_with(rows: float, mode: str) -> bytes:
    """A sound PNG but for its data, which is whole and has only a share of the rows."""
    image = drawing(200, 200).convert(mode)
    data = encode(image, "PNG")
    start = data.index(b"IDAT") - 4
    (length,) = struct.unpack(">I", data[start : start + 4])
    plain = zlib.decompress(data[start + 8 : start + 8 + length])
    packed = zlib.compress(plain[: int(len(plain) * rows)])
    chunk = struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))
    return data[:start] + chunk + data[start + 12 + length :]


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P", "1"])
def test_a_png_whose_data_ends_whole_but_early_says_so(decoder: Decoder, mode: str) -> None:
    assert codes(decoder.page(png_with(0.4, mode))) == ["truncated_file"]
    assert codes(decoder.page(png_with(1, mode))) == []


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (3, 5), (9, 2), (200, 40)])
def test_a_black_png_is_whole(decoder: Decoder, size: tuple[int, int], interlaced: bool) -> None:
    data = encode(Image.new("L", size), "PNG")
    if interlaced:
        data = adam7(*size)
    assert codes(decoder.page(data)) == []


def adam7(width: int, height: int) -> bytes:
    """A black PNG in seven passes."""
    passes = (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
    rows = b"".join(
        b"\0" * (1 + len(range(left, width, across)))
        for left, top, across, down in passes
        for _ in range(top, height, down)
        if range(left, width, across)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


def test_it_refuses_a_picture_of_which_nothing_can_be_decoded(decoder: Decoder) -> None:
    with pytest.raises(TruncatedFile):
        decoder.page(encode(drawing(), "PPM")[:16])


@pytest.mark.parametrize("chunk", [b"iCCP", b"zTXt", b"tEXt"])
def test_a_broken_chunk_that_no_pixel_needs_does_no_harm(decoder: Decoder, chunk: bytes) -> None:
    data = encode(drawing(), "PNG")
    broken = struct.pack(">I", 6) + chunk + b"a\0\7bad" + struct.pack(">I", zlib.crc32(chunk + b"a\0\7bad"))
    page = decoder.page(data[:33] + broken + data[33:])
    assert near(page.pixels[5, 5], RED)


def test_a_wrong_checksum_is_a_problem_and_no_refusal(decoder: Decoder) -> None:
    data = bytearray(encode(drawing(), "PNG"))
    data[-13] ^= 1  # in the checksum of the last IDAT
    page = decoder.page(bytes(data))
    assert near(page.pixels[5, 5], RED)
    assert page.pixels[40, 60].tolist() == WHITE


def test_a_tiff_whose_chain_of_pages_breaks_off_says_so_on_the_last(decoder: Decoder) -> None:
    pages = [Image.new("L", (64, 64), 50 * number) for number in range(1, 5)]
    data = encode(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    cut = data[: len(data) // 2]
    count = decoder.probe(cut).pages
    assert 1 <= count < 4
    assert "truncated_file" in codes(decoder.page(cut, count))
    assert "truncated_file" not in codes(decoder.page(data, 4))
    if count > 1:
        assert not codes(decoder.page(cut, 1))


def test_a_damaged_file_of_another_kind_stays_refused(decoder: Decoder) -> None:
    with pytest.raises(DamagedFile):
        decoder.page(b"\x89PNG\r\n\x1a\n" + b"junk" * 50)
