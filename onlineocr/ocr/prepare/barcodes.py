"""Barcodes and QR codes on a page, read from its pixels by ZXing (the package ``zxing-cpp``).

ZXing takes some 20 ns per pixel for a full search; most of that time is for codes that lie on a side. So the full-size
picture is searched only for level codes (modules of two pixels are enough), and for all others at half its size.
Figures: docs/design/barcodes.md.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp

from ..geometry import Box, enclosing, scale_box
from ..page import Barcode
from .ink import Grey

MOST = 200
"""Greatest number of codes of one page that are kept."""

_PIXELS = 8_000_000  # a larger page is scaled down
_SMALL = 500_000  # pixels: up to this size the page is not scaled down
_SAME = 0.5  # of the smaller box: least overlap of two boxes of one code
_FILM = zxingcpp.BarcodeFormat.DXFilmEdge  # false readings from bars of other kinds
_SHORT = 6  # characters: a shorter linear code without a check digit is read from any pattern
_UNCHECKED = frozenset({"ITF", "Codabar", "Code39", "Telepen", "TelepenAlpha", "TelepenNumeric"})


def _formats(kinds: zxingcpp.BarcodeFormat) -> zxingcpp.BarcodeFormats:
    every = zxingcpp.barcode_formats_list(zxingcpp.BarcodeFormats(kinds))
    return zxingcpp.BarcodeFormats([kind for kind in every if kind != _FILM])


_ALL = _formats(zxingcpp.BarcodeFormat.AllReadable)
_LINEAR = _formats(zxingcpp.BarcodeFormat.AllLinear)


def find(picture: Grey) -> tuple[Barcode, ...]:
    """Find the codes of ``picture`` (grey, height x width), from top to bottom; boxes in its pixels.

    Codes are found in any direction, also light on dark. The result has at most :data:`MOST` codes and one more, which
    shows that there are too many.
    """
    height, width = picture.shape
    if min(height, width) < 2:
        return ()
    codes: list[Barcode] = []
    for code, scale in _seen(_within(picture, _PIXELS)):
        box = scale_box(_box(code), width / scale).clip(width, height)
        found = Barcode(code.format.name, text_of(code), box)
        if not _is_chance(found) and not any(_is_same(found, other) for other in codes):
            codes.append(found)
    return tuple(sorted(codes, key=lambda code: (code.box.top, code.box.left))[: MOST + 1])


def text_of(code: zxingcpp.Barcode) -> str:
    """Return the content of ``code`` as text that is safe in JSON, XML and a database.

    A GS1 code has its usual written form, "(01)09501101530003(17)270101"; binary content is a ``data:`` URL of its
    bytes (RFC 2397).
    """
    if code.content_type == zxingcpp.ContentType.Binary or any(_is_unsafe(character) for character in code.text):
        return "data:application/octet-stream;base64," + base64.b64encode(code.bytes).decode("ascii")
    return str(code.text)


def _is_unsafe(character: str) -> bool:
    """Return whether XML 1.0 forbids a character."""
    point = ord(character)
    return (point < 0x20 and character not in "\t\n\r") or 0xD800 <= point < 0xE000 or point in (0xFFFE, 0xFFFF)


def _seen(picture: Grey) -> Iterator[tuple[zxingcpp.Barcode, int]]:
    """Yield the codes that ZXing finds, perhaps several times, each with the width of the searched picture."""
    less = _within(picture, max(_SMALL, picture.size // 4))
    for code in zxingcpp.read_barcodes(picture, formats=_ALL, try_rotate=False, try_downscale=False):
        yield code, picture.shape[1]
    for code in zxingcpp.read_barcodes(less, formats=_ALL):
        yield code, less.shape[1]
    for code in zxingcpp.read_barcodes(np.asarray(255 - less, np.uint8), formats=_LINEAR, try_invert=False):
        yield code, less.shape[1]


def _within(picture: Grey, pixels: int) -> Grey:
    """Return ``picture``, scaled down if it has more than ``pixels``."""
    factor = (pixels / picture.size) ** 0.5
    if factor >= 1:
        return np.ascontiguousarray(picture)
    height, width = picture.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _box(code: zxingcpp.Barcode) -> Box:
    spot = code.position
    corners = (spot.top_left, spot.top_right, spot.bottom_right, spot.bottom_left)
    left, top, right, bottom = enclosing((float(at.x), float(at.y)) for at in corners)
    return Box(left, top, right + 1, bottom + 1)


def _is_chance(code: Barcode) -> bool:
    return code.format in _UNCHECKED and len(code.text) < _SHORT


def _is_same(one: Barcode, other: Barcode) -> bool:
    """Return whether two codes are one code found twice; a part of a linear code may be read as a separate code."""
    shared = one.box.intersection(other.box)
    return shared >= _SAME * min(one.box.area, other.box.area)
