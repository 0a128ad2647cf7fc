from __future__ import annotations

import functools
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pillow_heif import from_pillow

from onlineocr.ocr.errors import DamagedFile, EmptyFile, InputError, TooManyBytes, TruncatedFile
from onlineocr.ocr.limits import Limits
from tests.ocr.decode.decoded import Decoder, drawing, pdf_page

KINDS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIC", "PDF")


@functools.cache
def whole(kind: str) -> bytes:
    stream = io.BytesIO()
    if kind == "PDF":
        return pdf_page(b"0 0 50 50 re f")
    if kind == "HEIC":
        from_pillow(drawing()).save(stream)
    else:
        drawing().save(stream, kind)
    return stream.getvalue()


def outcome(data: bytes) -> InputError | None:
    """Reads ``data``; only refusals of the contract may come out."""
    with tempfile.TemporaryDirectory() as folder:
        decoder = Decoder(Path(folder))
        try:
            decoder.probe(data, Limits(max_pixels=100_000))
            page = decoder.page(data, 1, Limits(max_pixels=100_000, work_pixels=50_000))
        except InputError as error:
            return error
    assert page.width * page.height <= 50_000
    return None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(KINDS), st.floats(0, 1))
def test_a_file_cut_off_anywhere_is_refused_or_read(kind: str, where: float) -> None:
    data = whole(kind)
    error = outcome(data[: int(len(data) * where)])
    assert error is None or str(error)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_file_with_wrong_bytes_is_refused_or_read(kind: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(whole(kind))
    for where, value in changes:
        data[min(int(len(data) * where), len(data) - 1)] = value
    error = outcome(bytes(data))
    assert error is None or str(error)


def test_a_look_notices_that_a_webp_is_cut_off(decoder: Decoder) -> None:
    data = whole("WEBP")
    with pytest.raises(TruncatedFile):
        decoder.probe(data[: len(data) // 2])


@pytest.mark.parametrize("kind", ["AVIF", "HEIC"])
def test_decoding_notices_that_a_picture_is_cut_off(decoder: Decoder, kind: str) -> None:
    data = whole(kind)
    with pytest.raises(DamagedFile):
        decoder.page(data[: len(data) // 2])


@pytest.mark.parametrize(("kind", "length"), [("PNG", 40), ("JPEG", 400)])
def test_a_look_notices_that_no_data_came(decoder: Decoder, kind: str, length: int) -> None:
    with pytest.raises(TruncatedFile):
        decoder.probe(whole(kind)[:length])


def test_a_jpeg_is_whole_although_something_follows_it(decoder: Decoder) -> None:
    assert decoder.probe(whole("JPEG") + b"camera maker's notes" * 500).pages == 1


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_jpeg(decoder: Decoder) -> None:
    small = whole("JPEG")
    notes = b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small
    data = small[:2] + notes + small[2:]
    assert not decoder.page(data).problems
    assert [problem.code for problem in decoder.page(data[:-40]).problems] == ["truncated_file"]


def test_a_png_without_its_closing_chunk_is_read(decoder: Decoder) -> None:
    assert decoder.page(whole("PNG")[:-12]).width == 120


def test_it_refuses_nothing_and_too_much(decoder: Decoder) -> None:
    with pytest.raises(EmptyFile):
        decoder.probe(b"")
    with pytest.raises(TooManyBytes, match="at most 50"):
        decoder.probe(whole("PNG"), Limits(max_bytes=50))
