"""A large picture is converted and scaled by bands of rows: the same pixels as of the whole, in little memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from onlineocr.ocr.errors import DecodeMemory, TooManyPixels
from onlineocr.ocr.limits import MIB, Limits
from onlineocr.ocr.sandbox import Sandbox
from tests.ocr.decode.decoded import Decoder

Saved = Callable[..., Path]

WIDTH, HEIGHT = 1300, 900  # more than one band
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I", "F"]
WORK = [2_000_000, 900_000, 234_000, 30_000]


def noise(mode: str, width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    values = np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)
    image = Image.fromarray(values)
    if mode in {"I;16", "I", "F"}:
        kind = {"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]
        return Image.fromarray(values[:, :, 0].astype(kind) * 250)
    if mode in {"LA", "RGBA"}:
        image.putalpha(Image.fromarray(values[:, :, 1]))
    return Image.merge("LAB", image.split()) if mode == "LAB" else image.convert(mode)


def turned(image: Image.Image, path: Path, orientation: int) -> Path:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = orientation
    image.save(path, "TIFF", compression="tiff_deflate", tiffinfo=tags)
    return path


def whole(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """``image`` as Pillow makes it in one piece, on white."""
    if image.mode in {"I;16", "I", "F"}:
        most = 255 * 250.0 if image.mode == "F" else 65535.0
        values = np.asarray(image).astype(np.float32)
        image = Image.fromarray((values // 256 if image.mode == "I;16" else values / most * 255).astype(np.uint8))
    image = image.convert({"1": "L", "P": "RGBA"}.get(image.mode, image.mode))
    ratio = image.width / size[0]
    image = image.resize(size, Image.Resampling["BOX" if ratio >= 1.5 else "BILINEAR" if ratio > 1 else "BICUBIC"])
    if image.mode not in {"LA", "RGBA"}:
        return image.convert("RGB")
    ground = Image.new("RGB", size, "white")
    ground.paste(image.convert("RGBA"), mask=image.getchannel("A"))
    return ground


@pytest.mark.parametrize("work_pixels", WORK)
@pytest.mark.parametrize("mode", MODES)
def test_it_gives_the_pixels_of_the_whole(decoder: Decoder, saved: Saved, mode: str, work_pixels: int) -> None:
    page = decoder.page(saved(noise(mode), "TIFF"), limits=Limits(work_pixels=work_pixels))
    assert np.array_equal(page.pixels, whole(noise(mode), (page.width, page.height)))


@pytest.mark.parametrize("dots", [(100, 300), (300, 100), (100, 440), (440, 100)])
def test_it_gives_the_pixels_of_the_whole_stretched(decoder: Decoder, saved: Saved, dots: tuple[int, int]) -> None:
    page = decoder.page(saved(noise("RGB"), "PNG", dpi=dots), limits=Limits(work_pixels=600_000))
    assert np.array_equal(page.pixels, whole(noise("RGB"), (page.width, page.height)))


@pytest.mark.parametrize("work_pixels", WORK)
@pytest.mark.parametrize("turn", list(Image.Transpose))
def test_it_gives_the_pixels_of_the_whole_turned(
    decoder: Decoder, tmp_path: Path, turn: Image.Transpose, work_pixels: int
) -> None:
    orientation = {0: 2, 1: 4, 2: 8, 3: 3, 4: 6, 5: 5, 6: 7}[turn]
    page = decoder.page(turned(noise("RGB"), tmp_path / "alice", orientation), limits=Limits(work_pixels=work_pixels))
    assert np.array_equal(page.pixels, whole(noise("RGB").transpose(turn), (page.width, page.height)))


def plain(mode: str) -> Image.Image:
    """16 megapixels."""
    return Image.fromarray(np.zeros((4000, 4000), np.uint16)) if mode == "I;16" else Image.new(mode, (4000, 4000))


def read(path: Path, mebibytes: int, work_pixels: int = 3_200_000) -> int:
    """The width of the page that a decode child makes of ``path`` in so much memory."""
    limits = Limits(decode_memory=mebibytes * MIB, work_pixels=work_pixels)
    with Sandbox(limits) as sandbox, sandbox.page(path, 1) as page:
        return int(page.meta["width"])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "LAB", "I;16", "I", "F"])
def test_beside_the_picture_it_holds_less_than_another_one(saved: Saved, mode: str) -> None:
    assert read(saved(plain(mode), "TIFF", compression="tiff_deflate"), 122) == 1789


@pytest.mark.parametrize("mode", ["P", "RGB", "RGBA"])
def test_a_picture_that_is_not_scaled_is_held_once_beside_the_page(saved: Saved, mode: str) -> None:
    assert read(saved(plain(mode), "PNG"), 122, work_pixels=16_000_000) == 4000


def test_a_turned_tiff_is_not_copied(tmp_path: Path) -> None:
    assert read(turned(plain("RGB"), tmp_path / "alice", 6), 122) == 1789


def test_webp_is_refused_by_the_pixels_that_memory_allows(saved: Saved) -> None:
    path = saved(plain("RGB"), "WEBP", lossless=True, quality=0, method=0)
    assert read(path, 260) == 1789
    with pytest.raises(TooManyPixels, match=r"16000000 pixels; at most \d+ are read of a WebP with 128 MiB of memory"):
        read(path, 128)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_progressive_jpeg_is_refused_by_the_pixels_that_memory_allows(saved: Saved, mode: str) -> None:
    path = saved(plain(mode), "JPEG", progressive=True, subsampling=0)
    with pytest.raises(TooManyPixels, match=r"at most \d+ are read of a JPEG of several scans with 56 MiB of memory"):
        read(path, 56)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_avif_is_refused_by_the_pixels_that_memory_allows(saved: Saved, mode: str) -> None:
    path = saved(plain(mode), "AVIF", speed=10)
    with pytest.raises(TooManyPixels, match=r"at most \d+ are read of an AVIF of this kind with 100 MiB of memory"):
        read(path, 100)


def test_too_little_memory_is_named(saved: Saved) -> None:
    with pytest.raises(DecodeMemory, match="more than 64 MiB of memory"):
        read(saved(plain("RGB"), "PNG"), 64)
