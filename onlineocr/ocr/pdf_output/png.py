"""PNG's compressed rows, unchanged: PDF has the same filter and the same predictors (ISO 32000-1, 7.4.4.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from pikepdf import Array, Dictionary, Name, String

from .pixels import DEVICES, Pixels

_GRAY, _RGB, _PALETTE = 0, 2, 3
_PNG_PREDICTORS = 15
_SIGNATURE = 8


def kept(file: BinaryIO, turn: int) -> Pixels | None:
    """Return the picture with its data unchanged, or None if it is interlaced or has an alpha channel."""
    header, palette, data = b"", b"", bytearray()
    for kind, body in _chunks(file):
        if kind == b"IHDR":
            header = body
        elif kind == b"PLTE":
            palette = body
        elif kind == b"IDAT":
            data += body
    if len(header) != 13:
        return None
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if interlaced or color not in {_GRAY, _RGB, _PALETTE} or (color == _PALETTE and not palette):
        return None
    mode = "L" if color == _GRAY else "RGB"
    rows = Dictionary(
        Predictor=_PNG_PREDICTORS, Colors=3 if color == _RGB else 1, BitsPerComponent=depth, Columns=width
    )
    entries: dict[str, Any] = {
        "Filter": Name.FlateDecode,
        "DecodeParms": rows,
        "BitsPerComponent": depth,
        "ColorSpace": _indexed(palette, depth) if color == _PALETTE else DEVICES[mode],
    }
    return Pixels(width, height, bytes(data), mode, entries, turn)


def _indexed(palette: bytes, depth: int) -> Array:
    """Return a color space for ``palette``, padded with black: a sample may lie beyond its end."""
    count = 2**depth
    return Array([Name.Indexed, Name.DeviceRGB, count - 1, String(palette[: 3 * count].ljust(3 * count, b"\0"))])


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    file.seek(_SIGNATURE)
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        yield kind, file.read(length)
        file.seek(4, 1)
        if kind == b"IEND":
            return
