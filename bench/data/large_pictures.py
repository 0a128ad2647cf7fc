"""Pictures at the limit of pixels, one of each format and mode that is read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw, TiffImagePlugin

from onlineocr.ocr.limits import Limits

SIDE = int(Limits().max_pixels ** 0.5)
_TILE = 512
_HEVC_SIDE = 11_900
_NETPBM = {"1": b"P4", "L": b"P5", "RGB": b"P6"}


def drawing(mode: str, width: int = SIDE, height: int = SIDE) -> Image.Image:
    """Lines of text over the whole of a large picture; half transparent in the modes that have transparency."""
    tile = Image.new("RGB", (1000, 1000), "white")
    pen = ImageDraw.Draw(tile)
    for row in range(25):
        pen.text(
            (20, 40 * row), "The quick brown fox jumps over the lazy dog " * 3, fill=(row * 5, 0, 90), font_size=24
        )
    if mode in {"RGBA", "LA"}:
        tile.putalpha(tile.convert("L").point(lambda value: 255 - value // 2))
    small = _in_mode(tile, mode)
    image = Image.new(small.mode, (width, height))
    if small.palette:
        image.putpalette(small.palette)
    row = image.crop((0, 0, width, small.height))
    for left in range(0, width, small.width):
        row.paste(small, (left, 0))
    for top in range(0, height, small.height):
        image.paste(row, (0, top))
    return image


def _in_mode(tile: Image.Image, mode: str) -> Image.Image:
    if mode == "P":
        return tile.quantize(64)
    if mode == "I;16":
        return Image.fromarray(np.asarray(tile.convert("L")).astype(np.uint16) * 257)
    if mode == "LAB":
        return Image.merge("LAB", tile.split())
    return tile.convert(mode)


def _saved(format: str, mode: str, **options: Any) -> Callable[[Path], None]:
    return lambda path: drawing(mode).save(path, format, **options)


def _heif(mode: str) -> Callable[[Path], None]:
    """As large as x265 writes: 142,606,336 pixels."""

    def make(path: Path) -> None:
        image = pillow_heif.from_pillow(drawing(mode, _HEVC_SIDE, _HEVC_SIDE))
        image.save(path, quality=10, enc_params={"preset": "ultrafast"})

    return make


def _one_strip(mode: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        image = drawing(mode)
        tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[278] = image.height  # rows per strip
        image.save(path, "TIFF", compression="tiff_deflate", tiffinfo=tags)

    return make


def _tiles(samples: int, photometric: int) -> Callable[[Path], None]:
    """A TIFF whose tiles all have the same bytes."""

    def make(path: Path) -> None:
        data = zlib.compress(drawing("RGBA", _TILE, _TILE).tobytes()[: _TILE * _TILE * samples])
        count = (-(-SIDE // _TILE)) ** 2
        lengths_at = 8 + len(data) + count * 4
        entries = [
            (256, 4, 1, SIDE), (257, 4, 1, SIDE), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, photometric),
            (277, 3, 1, samples), (322, 3, 1, _TILE), (323, 3, 1, _TILE), (324, 4, count, 8 + len(data)),
            (325, 4, count, lengths_at), *([(338, 3, 1, 2)] if photometric == 2 and samples == 4 else []),
        ]  # fmt: skip
        bits_at = lengths_at + count * 4
        entries[2] = (258, 3, samples, bits_at) if samples > 2 else (258, 3, samples, 8 | 8 << 16)
        directory_at = bits_at + 8
        with path.open("wb") as file:
            file.write(b"II*\0" + struct.pack("<I", directory_at) + data)
            file.write(
                struct.pack("<I", 8) * count + struct.pack("<I", len(data)) * count + struct.pack("<4H", *[8] * 4)
            )
            file.write(struct.pack("<H", len(entries)))
            file.write(b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4))

    return make


def _turned_tiff(path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = 6  # orientation
    drawing("RGB").save(path, "TIFF", compression="tiff_deflate", tiffinfo=tags)


def _oblong_png(path: Path) -> None:
    """Pixels four times as high as wide: the picture is as wide after it has been scaled down as before."""
    drawing("RGB").save(path, "PNG", compress_level=1, dpi=(100, 440))


def _webp(mode: str) -> Callable[[Path], None]:
    """As wide as the format allows. Without loss: libwebp cannot write so large a picture with loss."""
    width = 16_383
    return lambda path: drawing(mode, width, SIDE * SIDE // width).save(
        path, "WEBP", method=0, lossless=True, quality=0
    )


def _animated_png(path: Path) -> None:
    image = drawing("RGBA")
    image.save(path, "PNG", save_all=True, append_images=[Image.new("RGBA", image.size)], compress_level=1)


def _transparent_gif(path: Path) -> None:
    drawing("P").save(path, "GIF", transparency=0)


def _animated_gif(path: Path) -> None:
    image = drawing("P")
    image.save(path, "GIF", save_all=True, append_images=[Image.new("L", image.size)], optimize=False)


def _pnm(mode: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        image = drawing(mode)
        path.write_bytes(_NETPBM[mode] + b" %d %d 255\n"[: 7 if mode == "1" else 11] % image.size)
        with path.open("wb") as file:
            file.write(_NETPBM[mode] + b"\n%d %d\n" % image.size + (b"" if mode == "1" else b"255\n"))
            file.write(image.tobytes("raw", "1;I" if mode == "1" else mode))

    return make


def _deep_pnm(kind: bytes, most: bytes, bytes_each: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        row = np.tile(np.linspace(0, 1, 256, dtype=np.float32), SIDE // 256 + 1)[:SIDE]
        data = row.astype("<f4").tobytes() if bytes_each == 4 else (row * 65535).astype(">u2").tobytes()
        with path.open("wb") as file:
            file.write(kind + b"\n%d %d\n" % (SIDE, SIDE) + most + b"\n")
            for _ in range(SIDE):
                file.write(data)

    return make


def _bmp(bits: int) -> Callable[[Path], None]:
    """A BMP of a kind that Pillow does not read."""

    def make(path: Path) -> None:
        stride = (SIDE * bits + 31) // 32 * 4
        palette = (
            struct.pack("<4I", 0, 0x606060, 0xA0A0A0, 0xFFFFFF) if bits == 2 else struct.pack("<3I", 0xF00, 0xF0, 0xF)
        )
        at = 14 + 40 + len(palette)
        with path.open("wb") as file:
            file.write(struct.pack("<2sIHHI", b"BM", at + stride * SIDE, 0, 0, at))
            file.write(struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, bits, 0 if bits == 2 else 3, 0, 0, 0, 0, 0))
            file.write(palette)
            for _ in range(SIDE):
                file.write(b"\x1b" * stride)

    return make


KINDS: dict[str, Callable[[Path], None]] = {
    **{f"png-{mode.lower()}": _saved("PNG", mode, compress_level=1)
       for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    "png-p-transparent": _saved("PNG", "P", compress_level=1, transparency=0),
    "png-rgb-transparent": _saved("PNG", "RGB", compress_level=1, transparency=(255, 255, 255)),
    "png-rgb-oblong": _oblong_png,
    "png-rgba-animated": _animated_png,
    "jpeg-l": _saved("JPEG", "L"),
    "jpeg-rgb": _saved("JPEG", "RGB"),
    "jpeg-cmyk": _saved("JPEG", "CMYK", quality=40),
    "jpeg-rgb-progressive": _saved("JPEG", "RGB", progressive=True),
    "jpeg-rgb-progressive-444": _saved("JPEG", "RGB", progressive=True, subsampling=0),
    "jpeg-cmyk-progressive": _saved("JPEG", "CMYK", quality=40, progressive=True),
    "tiff-1": _saved("TIFF", "1", compression="group4"),
    **{f"tiff-{mode.lower()}": _saved("TIFF", mode, compression="tiff_deflate")
       for mode in ("L", "LA", "P", "RGB", "RGBA", "CMYK", "LAB", "I;16", "I", "F")},
    "tiff-rgb-jpeg": _saved("TIFF", "RGB", compression="jpeg"),
    "tiff-l-one-strip": _one_strip("L"),
    "tiff-rgb-one-strip": _one_strip("RGB"),
    "tiff-rgba-one-strip": _one_strip("RGBA"),
    "tiff-rgb-tiles": _tiles(3, 2),
    "tiff-rgba-tiles": _tiles(4, 2),
    "tiff-cmyk-tiles": _tiles(4, 5),
    "tiff-rgb-turned": _turned_tiff,
    "webp-rgb": _webp("RGB"),
    "webp-rgba": _webp("RGBA"),
    "gif-p": _saved("GIF", "P"),
    "gif-p-transparent": _transparent_gif,
    "gif-p-animated": _animated_gif,
    **{f"bmp-{mode.lower()}": _saved("BMP", mode) for mode in ("1", "L", "P", "RGB", "RGBA")},
    "bmp-2-bits": _bmp(2),
    "bmp-16-bits-masked": _bmp(16),
    **{f"pnm-{mode.lower()}": _pnm(mode) for mode in ("1", "L", "RGB")},
    "pnm-i": _deep_pnm(b"P5", b"65535", 2),
    "pfm-f": _deep_pnm(b"Pf", b"-1.0", 4),
    "avif-l": _saved("AVIF", "L", speed=10, quality=5),
    "avif-rgb": _saved("AVIF", "RGB", speed=10, quality=5),
    "avif-rgb-444": _saved("AVIF", "RGB", speed=10, quality=5, subsampling="4:4:4"),
    "avif-rgba": _saved("AVIF", "RGBA", speed=10, quality=5),
    "heic-l": _heif("L"),
    "heic-rgb": _heif("RGB"),
    "heic-rgba": _heif("RGBA"),
}  # fmt: skip


def make(name: str, path: Path) -> None:
    """Write the picture ``name`` to ``path``."""
    part = path.with_suffix(".part")
    KINDS[name](part)
    part.rename(path)
