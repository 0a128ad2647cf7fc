"""A picture becomes a page of its size, with its own bytes inside, that looks as the picture does."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import pdfa
from PIL import Image

from onlineocr.ocr.pdf_output.pictures import DEFAULT_DPI
from tests.ocr.decode.decoded import Decoder, drawing
from tests.ocr.pdf_output import pdfs
from tests.ocr.pdf_output.pdfs import lines, made, page, rendered, searchable
from tests.support.drawing import draw_text, encode

FAX = {"compression": "group4", "tiffinfo": {278: 5000}}


def bytes_of(data: bytes) -> bytes:
    """Of the first page's image, as they are in the file."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return document.pages[0].Resources.XObject.Im.read_raw_bytes()


def size_of(data: bytes) -> tuple[float, float]:
    with pikepdf.open(io.BytesIO(data)) as document:
        return tuple(round(float(side), 2) for side in document.pages[0].mediabox[2:])


def looks_like(data: bytes, original: bytes, folder, number: int = 1, most: float = 2) -> None:
    """At the resolution of the picture, the page shows what the picture does."""
    shown = Decoder(folder).page(original, number)
    dpi = shown.dpi or DEFAULT_DPI
    with pikepdf.open(io.BytesIO(data)) as document:
        assert round(float(document.pages[number - 1].mediabox[2]) * dpi / 72) == shown.width
    found = Decoder(folder).page(data, number, dpi=round(dpi))
    assert np.abs(found.pixels.astype(int) - shown.pixels).mean() < most


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}], ids=["baseline", "progressive"])
def test_the_bytes_of_a_jpeg_stay(mode, options, tmp_path):
    original = encode(drawing().convert(mode), "JPEG", quality=95, dpi=(150, 150), **options)
    data = searchable(original)
    assert bytes_of(data) == original
    looks_like(data, original, tmp_path, most=8 if mode == "CMYK" else 2)  # ink has no color that all agree about


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_the_rows_of_a_png_stay(mode, tmp_path):
    picture = drawing().convert("L").convert("I;16") if mode == "I;16" else drawing().convert(mode)
    original = encode(picture, "PNG", dpi=(150, 150))
    data = searchable(original)
    assert bytes_of(data) in original
    if mode != "I;16":  # which is stretched to be read
        looks_like(data, original, tmp_path)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_shows_white(mode, tmp_path):
    picture = drawing().convert(mode)
    picture.putalpha(Image.new("L", picture.size, 128))
    original = encode(picture, "PNG")
    looks_like(searchable(original), original, tmp_path)


def test_an_interlaced_png_is_stored_without_loss(tmp_path):
    rows = b"".join(b"\0" + bytes([value]) for value in (0x80,))
    header = b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\x01"
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    parts = (len(b).to_bytes(4, "big") + k + b + zlib.crc32(k + b).to_bytes(4, "big") for k, b in chunks)
    original = b"\x89PNG\r\n\x1a\n" + b"".join(parts)
    assert rendered(searchable(original), dpi=72).convert("L").getpixel((1, 1)) == 0x80


def test_the_fax_data_of_a_tiff_stay(tmp_path):
    picture = draw_text().image.convert("1", dither=0)
    original = encode(picture, "TIFF", dpi=(200, 200), **FAX)
    data = searchable(original)
    assert bytes_of(data) in original
    looks_like(data, original, tmp_path)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "group3", "packbits", "tiff_deflate"])
@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_other_tiffs_lose_nothing(mode, compression, tmp_path):
    if compression == "group3" and mode != "1":
        compression = "raw"
    original = encode(drawing().convert(mode, dither=0), "TIFF", compression=compression, dpi=(150, 150))
    looks_like(searchable(original), original, tmp_path)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_within_a_tiff_stays(mode, tmp_path):
    original = encode(drawing().convert(mode), "TIFF", compression="jpeg", dpi=(150, 150), tiffinfo={278: 5000})
    data = searchable(original)
    assert bytes_of(data)[-200:] in original
    looks_like(data, original, tmp_path)


@pytest.mark.parametrize(("format", "options"), [
    ("GIF", {}), ("BMP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"quality": 95}), ("AVIF", {"quality": 95}),
])  # fmt: skip
def test_other_formats_look_the_same(format, options, tmp_path):
    original = encode(drawing(), format, **options)
    looks_like(searchable(original), original, tmp_path)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_turns_the_page_and_not_the_bytes(format, turn, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = turn
    options = {"lossless": True} if format == "WEBP" else {}
    original = encode(drawing(), format, exif=exif, **options)
    looks_like(searchable(original), original, tmp_path)


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_turned_fax_is_turned_by_the_page(turn, tmp_path):
    picture = drawing().convert("1", dither=0)
    original = encode(picture, "TIFF", compression="group4", tiffinfo={274: turn, 278: 5000})
    looks_like(searchable(original), original, tmp_path)


def test_each_frame_of_a_tiff_is_a_page():
    frames = [draw_text((f"Page {name}",)).image.convert("1") for name in ("one", "two", "three")]
    original = encode(frames[0], "TIFF", save_all=True, append_images=frames[1:], **FAX)
    data = searchable(original, page(lines("two here"), 2))
    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) == 3
    assert (pdfs.text_by_pdfium(data, 1), pdfs.text_by_pdfium(data, 2)) == ("", "two here")


def test_pages_are_chosen():
    frames = [Image.new("1", (100 + 10 * index, 100), 1) for index in range(4)]
    original = encode(frames[0], "TIFF", save_all=True, append_images=frames[1:], dpi=(72, 72))
    data = searchable(original, page(lines("two"), 2), page(lines("four"), 4), pages="2,4")
    with pikepdf.open(io.BytesIO(data)) as document:
        assert [int(one.mediabox[2]) for one in document.pages] == [110, 130]
    assert [pdfs.text_by_pdfium(data, number) for number in (1, 2)] == ["two", "four"]


@pytest.mark.parametrize(
    ("dpi", "size"), [((300, 300), (240, 336)), ((100, 100), (720, 1008)), (None, (360, 504))], ids=str
)
def test_a_page_has_the_size_of_its_picture(dpi, size):
    file = io.BytesIO()
    Image.new("L", (1000, 1400), "white").save(file, "PNG", **({"dpi": dpi} if dpi else {}))
    assert size_of(searchable(file.getvalue())) == size


def test_a_fax_with_high_pixels_is_as_high_as_the_paper():
    original = encode(Image.new("1", (1728, 1145), 1), "TIFF", dpi=(204, 98), compression="group4")
    width, height = size_of(searchable(original))
    assert (round(width / 72, 1), round(height / 72, 1)) == (8.5, 11.7)


def test_a_page_is_never_larger_than_pdf_allows():
    assert max(size_of(searchable(encode(Image.new("1", (40_000, 10), 1), "PNG", dpi=(72, 72))))) <= 14_400


@pytest.mark.parametrize(("format", "mode"), [("JPEG", "RGB"), ("PNG", "1"), ("PNG", "P"), ("TIFF", "L"), ("GIF", "P")])
def test_it_is_archival(format, mode):
    data, problems = made(encode(drawing().convert(mode), format), page(lines("Alice and Bob", "今天 😀"), dpi=200))
    assert pdfa.validate_written(io.BytesIO(data), "2b").findings == []
    assert problems == []


def test_colors_for_print_are_not_called_archival():
    data, problems = made(encode(drawing().convert("CMYK"), "JPEG"), page(lines("Alice")))
    assert [problem.code for problem in problems] == ["not_archival"]
    assert b"pdfaid:part" not in data


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_it_is_hardly_larger_than_the_picture(format):
    original = encode(Image.effect_noise((1000, 1400), 80), format)
    data = searchable(original, page(lines(*["Alice was beginning to get very"] * 18), dpi=200))
    assert len(data) < 1.1 * len(original) + 10_000


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from(["1", "L", "P", "RGB"]))
def test_any_size_will_do(width, height, mode):
    assert size_of(searchable(encode(Image.new(mode, (width, height)), "PNG", dpi=(72, 72))))[0] >= 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "PPM"])
def test_a_picture_that_is_cut_off_becomes_a_page_as_far_as_it_goes(kind, tmp_path):
    noise = np.random.default_rng(3).integers(0, 255, (150, 150), np.uint8)
    original = encode(Image.fromarray(noise), kind)
    cut = original[: int(len(original) * 0.7)]
    looks_like(searchable(cut), cut, tmp_path, most=12)


def test_the_page_shows_the_frame_of_an_animation_that_was_read(tmp_path):
    original = encode(
        Image.new("RGB", (120, 80), "white"), "PNG", save_all=True, append_images=[drawing()], duration=50
    )
    looks_like(searchable(original), original, tmp_path)


def test_the_page_shows_the_ground_that_light_letters_were_read_on(tmp_path):
    picture = Image.new("RGBA", (120, 80), (0, 0, 0, 0))
    for left in range(10, 100, 9):
        picture.paste("white", (left, 20, left + 3, 60))
    original = encode(picture, "PNG")
    looks_like(searchable(original), original, tmp_path)
