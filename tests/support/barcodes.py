"""Barcodes of known text on pages, drawn by the tests."""

from __future__ import annotations

import numpy as np
import zxingcpp
from PIL import Image


def code(text: str | bytes = "https://example.org/1234", format: str = "QRCode", *, scale: int = 4) -> Image.Image:
    """A code with white round it; ``scale`` pixels a module."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, format))
    return Image.fromarray(np.array(made.to_image(scale=scale, add_quiet_zones=True)))


def page(*placed: tuple[Image.Image, tuple[int, int]], size: tuple[int, int] = (1000, 1400)) -> Image.Image:
    """White paper of ``size`` (width, height) with pictures at their places (left, top)."""
    paper = Image.new("RGB", size, "white")
    for picture, place in placed:
        paper.paste(picture, place)
    return paper
