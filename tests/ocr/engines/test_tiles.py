"""Pictures parted where nothing is, for the detector."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.engines.ppocr.tiles import halves


def noisy(height, width, blank=()):
    """Rows of noise, without those that are blank."""
    pixels = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    for start, end in blank:
        pixels[start:end] = 255
    return pixels


@pytest.mark.parametrize(
    ("blank", "cut"),
    [
        ([(90, 110)], 100),
        ([(75, 85)], 80),
        ([(72, 78), (110, 130)], 120),
        ([(0, 60), (100, 104)], 102),
        ([(120, 128)], 124),
    ],
)
def test_it_cuts_in_the_widest_blank_near_the_middle(blank, cut):
    (upper, first), (lower, second) = halves(noisy(200, 150, blank))
    assert (len(upper), len(lower), first, second) == (cut, 200 - cut, (0, 0), (0, cut))


def test_it_cuts_across_the_longer_side():
    wide = noisy(200, 150, [(90, 110)]).transpose(1, 0, 2)
    (left, first), (right, second) = halves(wide)
    assert (left.shape[:2], right.shape[:2], first, second) == ((150, 100), (150, 100), (0, 0), (100, 0))


def test_it_cuts_nowhere_near_an_edge():
    (upper, _), _ = halves(noisy(200, 150, [(0, 60), (150, 200)]))
    assert 70 <= len(upper) <= 130


@pytest.mark.parametrize("shape", [(2, 1), (1, 2), (2, 2), (3, 2), (2, 50)])
def test_it_parts_the_smallest_pictures(shape):
    pixels = np.zeros((*shape, 3), np.uint8)
    parts = halves(pixels)
    assert sum(part.size for part, _ in parts) == pixels.size
    assert all(part.size for part, _ in parts)
