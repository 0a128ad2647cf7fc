"""Dark lines over a light watermark, which the detector finds as one thick box that cannot be read.

In such a box the light shades, and so the watermark, are made white; then the detector runs on it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ...page import Pixels
from . import crops, detector
from .detector import Quad

_THICK, _LONG = 1.5, 4.0  # median line heights: least height and length of such a box
_MOST = 3  # boxes of a page (the longest) are processed again
_WHOLE = 0.5  # of the box's length: least length of the line in it
_DARK = 0.5  # of the way from the ink to the paper: lighter pixels are no text
_CONTRAST = 100  # of 255, between ink and paper
_LIGHT = 0.5  # of the pixels, at least, have the paper's shade or the watermark's


def lines(pixels: Pixels, unread: Sequence[Quad], every: Sequence[Quad]) -> Iterator[tuple[Pixels, Quad]]:
    """Yield the cleaned crop and the place of each line found in those ``unread`` boxes that are large compared to
    ``every`` box of the page."""
    usual = float(np.median([min(crops.size(quad)) for quad in every])) if every else 0.0
    large = [
        quad for quad in unread
        if min(crops.size(quad)) >= _THICK * usual and max(crops.size(quad)) >= _LONG * usual
    ]  # fmt: skip
    for quad in sorted(large, key=lambda one: -max(crops.size(one)))[:_MOST]:
        region, corner = crops.region(pixels, quad)
        if (part := _without_light(region)) is None:
            continue
        for found in detector.detect(part):
            if crops.size(found)[0] >= _WHOLE * max(crops.size(quad)):
                yield crops.cut(part, found), found + corner


def _without_light(part: Pixels) -> Pixels | None:
    """Return ``part`` with its light shades made white; None if it does not show dark ink on light paper."""
    gray = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)
    ink, paper = np.percentile(gray, [1, 95])
    if paper - ink < _CONTRAST or (gray > ink + _DARK * (paper - ink)).mean() < _LIGHT:
        return None
    dark = np.clip((gray - ink) / (_DARK * (paper - ink)), 0, 1) * 255
    return np.ascontiguousarray(np.repeat(dark.astype(np.uint8)[:, :, None], 3, axis=2))
