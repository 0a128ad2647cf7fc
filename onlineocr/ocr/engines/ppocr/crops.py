"""Cutting a line out of the picture, straight and upright."""

from __future__ import annotations

import cv2
import numpy as np

from ...page import Pixels
from .detector import Quad


def size(quad: Quad) -> tuple[int, int]:
    """(width, height) of the line in ``quad``, in whole pixels."""
    width = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    height = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return max(1, round(float(width))), max(1, round(float(height)))


def turned(quad: Quad, quarters: int) -> Quad:
    """``quad`` with its text running a quarter turn further clockwise, ``quarters`` times."""
    return np.roll(quad, -quarters, axis=0)


def cut(pixels: Pixels, quad: Quad) -> Pixels:
    """What ``quad`` encloses, its first edge at the top; pixels outside the picture repeat its border."""
    width, height = size(quad)
    target = np.array([[0, 0], [width, 0], [0, height]], np.float32) - 0.5
    matrix = cv2.getAffineTransform(quad[[0, 1, 3]] - np.float32(0.5), target)
    crop = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)
