"""Check for missing rows of a PNG: if valid data ends too early, decoders leave the rest empty without an error."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from ..page import Pixels

_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # in a pixel, by color type (PNG, table 11.1)
_OPAQUE = {0, 2}  # color types whose empty rows are black
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))  # Adam7
_PIECE = 1 << 20
_HEAD = 33  # bytes: signature and IHDR


def may_lack_rows(file: BinaryIO, pixels: Pixels) -> bool:
    """Return whether the last row looks empty. An exact count of bytes takes about as long as decoding."""
    kind = _header(file)[3]
    last = pixels[-1]
    return bool((last == 0).all()) if kind in _OPAQUE else bool((last == last[0]).all())


def has_every_row(file: BinaryIO) -> bool:
    """Return whether the data of all IDAT chunks is as long as all rows of the picture. The position is kept."""
    width, height, bits, kind, interlaced = _header(file)
    wanted = sum(
        high * (1 + (wide * bits * _SAMPLES.get(kind, 1) + 7) // 8)
        for wide, high in _sizes(width, height, interlaced=bool(interlaced))
        if wide and high
    )
    inflate = zlib.decompressobj()
    found = 0
    try:
        for piece in _pieces(file):
            rest = piece
            while rest and found < wanted:
                found += len(inflate.decompress(rest, _PIECE))
                rest = inflate.unconsumed_tail
    except zlib.error:
        return True  # the decoder reports such an error itself
    return found >= wanted


def _header(file: BinaryIO) -> tuple[int, int, int, int, int]:
    """Return width, height, bits of a sample, color type and interlacing."""
    place = file.tell()
    file.seek(16)
    width, height, bits, kind, _, _, interlaced = struct.unpack(">IIBBBBB", file.read(13))
    file.seek(place)
    return width, height, bits, kind, interlaced


def _sizes(width: int, height: int, *, interlaced: bool) -> Iterator[tuple[int, int]]:
    for left, top, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        yield (width - left + across - 1) // across, (height - top + down - 1) // down


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    place = file.tell()
    file.seek(_HEAD)
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        end = file.tell() + length + 4
        while kind == b"IDAT" and (data := file.read(min(_PIECE, end - 4 - file.tell()))):
            yield data
        if kind == b"IEND":
            break
        file.seek(end)
    file.seek(place)
