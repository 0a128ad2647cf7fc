"""Straight and upright crops of lines of the picture."""

from __future__ import annotations

import cv2
import numpy as np

from ...page import Pixels
from .detector import Quad

_WARP_LIMIT = 32_000  # pixels a side: OpenCV warps with 16-bit coordinates


def size(quad: Quad) -> tuple[int, int]:
    """Return (width, height) of the line in ``quad``, in whole pixels."""
    width = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    height = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return max(1, round(float(width))), max(1, round(float(height)))


def turned(quad: Quad, quarters: int) -> Quad:
    """Return ``quad`` with its text direction turned clockwise by ``quarters`` quarter turns."""
    return np.roll(quad, -quarters, axis=0)


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """Return the pixels inside ``quad``, its first edge at the top; pixels outside the picture repeat its border."""
    width, height = size(quad)
    around, corner = region(pixels, quad)
    if max(width, height, *around.shape[:2]) >= _WARP_LIMIT:
        return _plain(around, quad)
    target = np.array([[0, 0], [width, 0], [0, height]], np.float32) - np.float32(0.5)
    matrix = cv2.getAffineTransform(quad[[0, 1, 3]] - corner - np.float32(0.5), target)
    crop = cv2.warpAffine(around, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def region(pixels: Pixels, quad: Quad) -> tuple[Pixels, Quad]:
    """Return the part of the picture around ``quad`` with a margin for interpolation, and its origin (x, y)."""
    height, width = pixels.shape[:2]
    left, top = np.clip(np.floor(quad.min(axis=0)).astype(int) - 3, 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(quad.max(axis=0)).astype(int) + 3, [left + 1, top + 1], [width, height])
    return pixels[top:bottom, left:right], np.array([left, top], np.float32)


def _plain(around: Pixels, quad: Quad) -> Pixels:
    """Return ``region`` turned by quarters only, for lines longer than OpenCV can warp."""
    along = quad[1] - quad[0]
    quarters = int(np.argmax([along[0], along[1], -along[0], -along[1]]))  # the text runs right, down, left or up
    return np.ascontiguousarray(np.rot90(around, quarters))
