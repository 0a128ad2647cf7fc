from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from pillow_heif import from_pillow

from onlineocr.ocr.errors import DamagedFile, NoSuchPage, TooManyPages, TooManyPixels, UnsupportedType
from onlineocr.ocr.limits import Limits
from tests.ocr.decode.decoded import BLUE, RED, WHITE, Decoder, drawing, near, png

Saved = Callable[..., Path]
LOSSLESS = ("PNG", "BMP", "GIF", "TIFF", "PPM")


def looks_right(decoder: Decoder, path: Path) -> bool:
    page = decoder.page(path)
    corners = (page.pixels[5, 5], RED), (page.pixels[-5, -5], BLUE), (page.pixels[40, 60], WHITE)
    return page.pixels.shape == (80, 120, 3) and all(near(pixel, color) for pixel, color in corners)


def gray_tiff(samples: np.ndarray, order: str) -> bytes:
    """``samples`` as an uncompressed TIFF in the byte order "<" or ">"."""
    height, width = samples.shape
    tags = {
        256: width,
        257: height,
        258: 32,
        259: 1,
        262: 1,
        273: 200,
        277: 1,
        278: height,
        279: samples.nbytes,
        339: 1,
    }
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in tags.items())
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(tags)) + entries + bytes(4)
    return head.ljust(200, b"\0") + samples.tobytes()


@pytest.mark.parametrize("kind", [*LOSSLESS, "JPEG", "WEBP", "AVIF"])
def test_it_reads_every_format_that_pillow_writes(decoder: Decoder, saved: Saved, kind: str) -> None:
    path = saved(drawing(), kind, **({} if kind in LOSSLESS else {"quality": 95}))
    assert decoder.probe(path).media_type == ("image/x-portable-anymap" if kind == "PPM" else f"image/{kind.lower()}")
    assert looks_right(decoder, path)


def test_it_reads_heic(decoder: Decoder, tmp_path: Path) -> None:
    from_pillow(drawing()).save(tmp_path / "bob.heic", quality=95)
    assert decoder.probe(tmp_path / "bob.heic").media_type == "image/heic"
    assert looks_right(decoder, tmp_path / "bob.heic")


def test_it_turns_avif_as_its_exif_says(decoder: Decoder, saved: Saved) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert looks_right(decoder, saved(drawing().transpose(Image.Transpose.ROTATE_90), "AVIF", exif=exif, quality=95))


def test_it_turns_heic_once_although_box_and_exif_both_say_so(decoder: Decoder, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = drawing().transpose(Image.Transpose.ROTATE_90)
    lying.info["exif"] = exif.tobytes()
    from_pillow(lying).save(tmp_path / "bob.heic", quality=95)  # sets it upright, and says "irot" and EXIF 6 again
    page = decoder.page(tmp_path / "bob.heic")
    assert (page.width, page.height) == (80, 120)
    assert near(page.pixels[5, -5], RED)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "zstd"])
def test_it_reads_compressed_tiff(decoder: Decoder, saved: Saved, compression: str) -> None:
    assert looks_right(decoder, saved(drawing(), "TIFF", compression=compression))


def test_it_reads_jpeg_in_tiff_and_bigtiff(decoder: Decoder, saved: Saved) -> None:
    assert looks_right(decoder, saved(drawing(), "TIFF", compression="jpeg", quality=95))
    assert looks_right(decoder, saved(drawing(), "TIFF", big_tiff=True))


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_it_reads_a_fax(decoder: Decoder, saved: Saved, compression: str) -> None:
    page = decoder.page(saved(drawing().convert("1", dither=Image.Dither.NONE), "TIFF", compression=compression))
    assert page.pixels[5, 5].tolist() == [0, 0, 0]
    assert page.pixels[40, 60].tolist() == WHITE


def test_it_stretches_a_fax_with_half_the_lines(decoder: Decoder, saved: Saved) -> None:
    page = decoder.page(saved(drawing().convert("1"), "TIFF", compression="group3", dpi=(204, 98)))
    assert (page.width, page.height, page.dpi) == (120, 167, 204)
    assert (page.full_width, page.full_height) == (120, 167)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_it_reads_every_mode_of_png(decoder: Decoder, saved: Saved, mode: str) -> None:
    source = drawing().convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    page = decoder.page(saved(source if mode == "I;16" else drawing().convert(mode), "PNG"))
    assert page.pixels[40, 60].tolist() == WHITE
    assert page.pixels[5, 5].max() < 210


@pytest.mark.parametrize(("mode", "magic"), [("1", b"P4"), ("L", b"P5"), ("RGB", b"P6"), ("F", b"Pf")])
def test_it_reads_every_kind_of_netpbm(decoder: Decoder, saved: Saved, mode: str, magic: bytes) -> None:
    path = saved(drawing().convert(mode), "PPM")
    assert path.read_bytes().startswith(magic)
    page = decoder.page(path)
    assert page.pixels[40, 60].tolist() == WHITE
    assert page.pixels[5, 5].max() < 210


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_shows_white(decoder: Decoder, saved: Saved, mode: str) -> None:
    layer = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    layer.paste((0, 0, 0, 255), (0, 0, 20, 40))
    path = saved(layer.convert(mode) if mode != "PA" else layer.quantize(4), "PNG")
    assert decoder.page(path).pixels[20, 10].tolist() == [0, 0, 0]
    assert decoder.page(path).pixels[20, 30].tolist() == WHITE


def test_half_transparent_black_shows_gray(decoder: Decoder, saved: Saved) -> None:
    assert decoder.page(saved(Image.new("RGBA", (9, 9), (0, 0, 0, 128)), "PNG")).pixels[4, 4].tolist() == [127] * 3


def test_a_transparent_color_of_a_palette_shows_white(decoder: Decoder, saved: Saved) -> None:
    image = drawing().convert("P")
    path = saved(image, "PNG", transparency=image.getpixel((5, 5)))
    assert decoder.page(path).pixels[5, 5].tolist() == WHITE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_turns_a_picture_as_its_exif_says(decoder: Decoder, saved: Saved, kind: str, orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = drawing().transpose(undo[orientation]) if orientation > 1 else drawing()
    assert looks_right(decoder, saved(stored, kind, exif=exif, **({"quality": 95} if kind in {"JPEG", "WEBP"} else {})))


def test_the_full_size_is_that_of_the_turned_picture(decoder: Decoder, saved: Saved) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = decoder.page(saved(drawing(), "JPEG", exif=exif), limits=Limits(work_pixels=2400))
    assert (page.full_width, page.full_height) == (80, 120)
    assert (page.width, page.height) == (40, 60)
    assert page.scale == 2.0


@pytest.mark.parametrize("exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_broken_exif_does_no_harm(decoder: Decoder, saved: Saved, exif: bytes) -> None:
    assert looks_right(decoder, saved(drawing(), "JPEG", quality=95, exif=exif))


def test_it_reads_cmyk(decoder: Decoder, saved: Saved) -> None:
    image = drawing().convert("CMYK")
    for kind in ("JPEG", "TIFF"):
        page = decoder.page(saved(image, kind))
        assert near(page.pixels[40, 60], WHITE)
        assert near(page.pixels[5, 5], RED, 20)


def test_it_refuses_a_jpeg_with_twelve_bits(decoder: Decoder, saved: Saved) -> None:
    data = bytearray(saved(drawing(), "JPEG").read_bytes())
    data[data.index(b"\xff\xc0") + 4] = 12
    with pytest.raises(UnsupportedType, match="12 bits per sample"):
        decoder.probe(bytes(data))


def test_it_names_a_compression_that_it_does_not_read(decoder: Decoder, saved: Saved) -> None:
    data = saved(drawing(), "TIFF", compression="tiff_lzw").read_bytes()
    entry = struct.pack("<HHI", 259, 3, 1)
    assert entry in data
    rare = data.replace(entry + struct.pack("<H", 5), entry + struct.pack("<H", 50001))
    with pytest.raises(UnsupportedType, match="compressed by WebP"):
        decoder.page(rare)


def test_all_frames_of_a_tiff_are_pages(decoder: Decoder, saved: Saved) -> None:
    frames = [Image.new("L", (30 + index, 20), 40 * index) for index in range(4)]
    path = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert decoder.probe(path).pages == 4
    assert [decoder.page(path, number).pixels[5, 5, 0] for number in (1, 2, 3, 4)] == [0, 40, 80, 120]
    with pytest.raises(NoSuchPage, match="Page 5 was asked for; the document has 4"):
        decoder.page(path, 5)


def test_a_thumbnail_in_a_tiff_is_no_page(decoder: Decoder, saved: Saved) -> None:
    small, large = Image.new("L", (10, 10), 9), drawing()
    small.encoderinfo = {"tiffinfo": {254: 1}}
    path = saved(large, "TIFF", save_all=True, append_images=[small])
    assert decoder.probe(path).pages == 1


def test_it_refuses_too_many_frames(decoder: Decoder, saved: Saved) -> None:
    frame = Image.new("1", (8, 8))
    path = saved(frame, "TIFF", save_all=True, append_images=[frame] * 5)
    with pytest.raises(TooManyPages, match="at most 3"):
        decoder.probe(path, Limits(max_pages=3))


@pytest.mark.parametrize(("top", "expected"), [(65535, 255), (4095, 255), (40000, 156), (1000, 255)])
def test_sixteen_bits_stay_visible(decoder: Decoder, saved: Saved, top: int, expected: int) -> None:
    samples = np.zeros((20, 20), np.uint16)
    samples[:, 10:] = top
    page = decoder.page(saved(Image.fromarray(samples), "TIFF"))
    assert page.pixels[5, 5].tolist() == [0, 0, 0]
    assert page.pixels[5, 15].tolist() == [expected] * 3


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("top", [255, 65535, 2**32 - 1])
def test_unsigned_samples_of_32_bits_stay_visible(decoder: Decoder, order: str, top: int) -> None:
    samples = np.zeros((20, 20), f"{order}u4")
    samples[:, 10:] = top
    page = decoder.page(gray_tiff(samples, order))
    assert page.pixels[5, 5].tolist() == [0, 0, 0]
    assert page.pixels[5, 15].tolist() == WHITE


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-5.0, 7.5), (0.0, 1e30)])
def test_floats_stay_visible(decoder: Decoder, saved: Saved, low: float, high: float) -> None:
    samples = np.full((20, 20), low, np.float32)
    samples[:, 10:] = high
    samples[0, 0], samples[0, 1] = np.nan, -np.inf
    page = decoder.page(saved(Image.fromarray(samples), "TIFF"))
    assert page.pixels[5, 5].tolist() == [0, 0, 0]
    assert page.pixels[5, 15].tolist() == page.pixels[0, 0].tolist() == WHITE


@pytest.mark.parametrize(("said", "dpi"), [((300, 300), 300), ((1, 1), None), ((9999, 9999), None), ((0, 0), None)])
def test_it_believes_a_resolution_that_can_be_true(
    decoder: Decoder, saved: Saved, said: tuple[int, int], dpi: int
) -> None:
    for kind in ("PNG", "JPEG", "TIFF"):
        assert decoder.page(saved(drawing(), kind, dpi=said)).dpi == (pytest.approx(dpi, abs=0.1) if dpi else None)


def test_it_knows_centimeters(decoder: Decoder, saved: Saved) -> None:
    path = saved(drawing(), "TIFF", x_resolution=118.11, y_resolution=118.11, resolution_unit="cm")
    assert decoder.page(path).dpi == pytest.approx(300, abs=0.1)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"])
def test_it_refuses_too_many_pixels_with_the_numbers(decoder: Decoder, saved: Saved, kind: str) -> None:
    path = saved(drawing(), kind)
    for ask in (decoder.probe, lambda file, limits: decoder.page(file, 1, limits)):
        with pytest.raises(TooManyPixels, match="120 x 80 = 9600 pixels; at most 9000"):
            ask(path, limits=Limits(max_pixels=9000))


def test_it_refuses_a_frame_larger_than_the_picture_in_our_words(decoder: Decoder, saved: Saved) -> None:
    path = saved(Image.new("P", (20, 20)), "GIF")
    data, size = path.read_bytes(), struct.pack("<HH", 20, 20)
    at = data.index(b"\x2c\0\0\0\0" + size) + 5
    path.write_bytes(data[:at] + struct.pack("<HH", 200, 200) + data[at + 4 :])
    with pytest.raises(TooManyPixels, match="A part of the picture has 40000 pixels; at most 9000 are read"):
        decoder.probe(path, limits=Limits(max_pixels=9000))


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "LA", "I;16", "CMYK", "F"])
def test_it_scales_a_large_picture_down(decoder: Decoder, saved: Saved, mode: str) -> None:
    source = Image.new("L", (1200, 800), 255).convert("I" if mode == "I;16" else "L").convert(mode)
    page = decoder.page(saved(source, "TIFF"), limits=Limits(work_pixels=150_000))
    assert page.width * page.height <= 150_000
    assert (page.full_width, page.full_height, page.scale) == (1200, 800, pytest.approx(2.53, abs=0.01))


@pytest.mark.parametrize("work_pixels", [9_600_00, 300_000, 240_000, 100_000, 5_000])
def test_it_scales_a_jpeg_while_it_decodes(decoder: Decoder, saved: Saved, work_pixels: int) -> None:
    page = decoder.page(saved(drawing(1200, 800), "JPEG"), limits=Limits(work_pixels=work_pixels))
    assert work_pixels * 0.6 <= page.width * page.height <= work_pixels
    assert page.full_width / page.width == pytest.approx(page.full_height / page.height, rel=0.02)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1)])
def test_it_reads_thin_pictures(decoder: Decoder, saved: Saved, size: tuple[int, int]) -> None:
    page = decoder.page(saved(Image.new("RGB", size, "white"), "PNG"), limits=Limits(work_pixels=1000))
    assert page.width * page.height <= 1000
    assert min(page.width, page.height) == 1


def test_no_side_is_longer_than_engines_count(decoder: Decoder, saved: Saved) -> None:
    page = decoder.page(saved(Image.new("1", (40_000, 10), 1), "PNG"))
    assert (page.width, page.full_width) == (32_000, 40_000)


def test_a_color_profile_does_no_harm(decoder: Decoder, saved: Saved) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert looks_right(decoder, saved(drawing(), "PNG", icc_profile=profile))


def test_it_refuses_a_picture_without_size(decoder: Decoder) -> None:
    with pytest.raises(DamagedFile):
        decoder.page(png(0, 80))


def test_a_bomb_is_refused_by_its_header(decoder: Decoder) -> None:
    with pytest.raises(TooManyPixels, match="50000 x 50000 = 2500000000 pixels"):
        decoder.probe(png(50_000, 50_000))
