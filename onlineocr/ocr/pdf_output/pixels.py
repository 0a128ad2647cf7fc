"""A picture's pixels as the stream of a PDF image."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Name

DEVICES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}


@dataclass(frozen=True, slots=True)
class Pixels:
    """An image's stream: its filtered ``data``, and the entries of its dictionary. ``device`` is its color space: "L",
    "RGB" or "CMYK". ``turn`` is the EXIF orientation (1 to 8) of its rows."""

    width: int
    height: int
    data: bytes
    device: str
    entries: dict[str, Any] = field(default_factory=dict)
    turn: int = 1


def of_jpeg(data: bytes, size: tuple[int, int], mode: str, turn: int = 1, *, transformed: bool = True) -> Pixels:
    """Return JPEG bytes as an image. Three color components are YCbCr if ``transformed``, else RGB.

    CMYK values are inverted, as Adobe's programs write them and all readers assume.
    """
    entries: dict[str, Any] = {"Filter": Name.DCTDecode, "BitsPerComponent": 8, "ColorSpace": DEVICES[mode]}
    if mode == "CMYK":
        entries["Decode"] = Array([1, 0] * 4)
    if not transformed:
        entries["DecodeParms"] = Dictionary(ColorTransform=0)
    return Pixels(*size, data, mode, entries, turn)
