"""Decoder of BMP files that Pillow does not read: any color masks, two bits a pixel, palettes that are too long.

It reads headers by "[MS-WMF]: Windows Metafile Format", 2.2.2.3 to 2.2.2.5, and those of OS/2, which have the same
first fields.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..errors import DamagedFile, TooManyPixels, TruncatedFile, UnsupportedType
from ..limits import Limits
from .bands import spans

_FILE_HEADER = 14
_PLAIN, _MASKS, _MASKS_WITH_ALPHA = 0, 3, 6
_OTHERS = {1: "run lengths", 2: "run lengths", 4: "JPEG", 5: "PNG"}
_DEFAULT_MASKS = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}
_PLAINER = "Save it as PNG."


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    upside_down: bool  # rows from the bottom up, as most BMP files have them
    bits: int
    masks: tuple[int, int, int, int]
    palette: npt.NDArray[np.uint8]  # colors x 3, RGB
    pixels_at: int


def read(file: BinaryIO, limits: Limits) -> Image.Image:
    """Return the picture in ``file`` as RGB or RGBA.

    Raise UnsupportedType for kinds that are not read, and TooManyPixels, TruncatedFile and DamagedFile.
    """
    header = _header(file, limits)
    stride = (header.width * header.bits + 31) // 32 * 4
    file.seek(header.pixels_at)
    data = file.read(stride * header.height)
    if len(data) < stride * header.height:
        raise TruncatedFile(f"The BMP has {len(data)} of the {stride * header.height} bytes of its pixels")
    rows = np.frombuffer(data, np.uint8).reshape(header.height, stride)
    rows = rows[::-1] if header.upside_down else rows
    image = Image.new("RGBA" if header.masks[3] else "RGB", (header.width, header.height))
    for first, last in spans(header.height, header.width):
        band = np.ascontiguousarray(rows[first:last])
        image.paste(_indexed(band, header) if header.bits <= 8 else _masked(band, header), (0, first))
    return image


def _header(file: BinaryIO, limits: Limits) -> _Header:
    file.seek(0)
    head = file.read(_FILE_HEADER + 124 + 4 * 256)
    if len(head) < _FILE_HEADER + 16:
        raise TruncatedFile("The BMP ends in its header")
    pixels_at, length, width, height = struct.unpack_from("<IIii", head, 10)
    bits = int.from_bytes(head[28:30], "little")
    compression = int.from_bytes(head[30:34], "little") if length >= 20 else _PLAIN
    _check(length, bits, compression)
    if width < 1 or not height:
        raise DamagedFile(f"The BMP says that it is {width} x {height} pixels large")
    if width * abs(height) > limits.max_pixels:
        raise TooManyPixels(f"The picture has {width} x {abs(height)} pixels; at most {limits.max_pixels} are read")
    masks = _masks(head, bits, compression)
    palette = _palette(head[_FILE_HEADER + length : pixels_at], bits)
    return _Header(width, abs(height), height > 0, bits, masks, palette, pixels_at)


def _check(length: int, bits: int, compression: int) -> None:
    if compression in _OTHERS:
        raise UnsupportedType(f"The BMP holds its pixels as {_OTHERS[compression]}, which is not read", remedy=_PLAINER)
    if not 16 <= length <= 124 or bits not in {1, 2, 4, 8, 16, 24, 32}:
        raise UnsupportedType(
            f"The BMP is of a rare kind: {bits} bits a pixel, a header of {length} bytes", remedy=_PLAINER
        )
    if compression not in {_PLAIN, _MASKS, _MASKS_WITH_ALPHA}:
        raise UnsupportedType(f"The BMP has the compression {compression}, which is not read", remedy=_PLAINER)


def _masks(head: bytes, bits: int, compression: int) -> tuple[int, int, int, int]:
    if compression == _PLAIN or bits not in _DEFAULT_MASKS:
        return _DEFAULT_MASKS.get(bits, (0, 0, 0, 0))
    at = _FILE_HEADER + 40  # after a header of 40 bytes, or inside a longer one
    red, green, blue, alpha = struct.unpack_from("<4I", head.ljust(at + 16, b"\0"), at)
    has_alpha = compression == _MASKS_WITH_ALPHA or int.from_bytes(head[14:18], "little") >= 56
    return red, green, blue, alpha if has_alpha else 0


def _palette(data: bytes, bits: int) -> npt.NDArray[np.uint8]:
    """Return the colors, with black for indices without a color."""
    colors = np.zeros((256, 3), np.uint8)
    if bits <= 8:
        found = np.frombuffer(data[: len(data) // 4 * 4][:1024], np.uint8).reshape(-1, 4)
        colors[: len(found)] = found[:, 2::-1]
    return colors


def _indexed(rows: npt.NDArray[np.uint8], header: _Header) -> Image.Image:
    each = 8 // header.bits
    shifts = np.arange(each - 1, -1, -1, dtype=np.uint8) * header.bits
    indices = (rows[:, :, None] >> shifts) & ((1 << header.bits) - 1)
    picture = Image.fromarray(np.ascontiguousarray(indices.reshape(len(rows), -1)[:, : header.width]))
    picture.putpalette(header.palette.tobytes())
    return picture.convert("RGB")


def _masked(rows: npt.NDArray[np.uint8], header: _Header) -> Image.Image:
    if header.bits == 24:
        pixels = rows[:, : header.width * 3].reshape(len(rows), header.width, 3)[:, :, ::-1]
        return Image.fromarray(np.ascontiguousarray(pixels))
    values = rows.view("<u2" if header.bits == 16 else "<u4")[:, : header.width]
    masks = header.masks if header.masks[3] else header.masks[:3]
    return Image.fromarray(np.stack([_channel(values, mask) for mask in masks], axis=2))


def _channel(values: npt.NDArray[np.uint32], mask: int) -> npt.NDArray[np.uint8]:
    """Return the values of the bits of ``mask``, scaled to 0..255."""
    if not mask:
        return np.zeros(values.shape, np.uint8)
    shift = (mask & -mask).bit_length() - 1
    top = mask >> shift
    return (((values & mask) >> shift).astype(np.float32) * (255 / top)).round().astype(np.uint8)
