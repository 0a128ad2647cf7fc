"""Detection of text lines by differentiable binarization (Liao et al. 2020, arXiv:1911.08947).

The network gives each pixel its probability to be in the shrunk core of a line. Cores are cut out at a threshold; their
smallest rectangles are enlarged to the size of the line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from ...models import networks
from ...page import Pixels
from . import tiles

Quad = npt.NDArray[np.float32]
"""4 x 2: the text's own top left, top right, bottom right and bottom left, in pixels of the picture."""

_MEAN = np.array([0.485, 0.456, 0.406], np.float32) * 255
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32) * 255
_STRIDE = 32
_SMALLEST = 5  # pixels: least height of text
_LONG = 2.5  # a strip is at least this many times longer than wide
_CLOSER, _LEGIBLE = 0.75, 13.0  # scaled down below this, lines lower than this are detected again in parts


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the detector. ``core``: probability from which a pixel is in a core; ``keep``: least mean probability
    of a core; ``grow``: how far a core is enlarged, in areas per perimeter. Sides are those of the network's input, in
    pixels: the shorter one is enlarged to ``shortest_side``, unless the longer one would exceed ``longest_kept`` or
    ``share`` of its size. Before that the page is tried no larger than ``longest_kept``, which is enough where the
    lines are ``clear`` pixels high or more.
    ``closer``: detect twice on large pages in small print.
    """

    core: float = 0.2
    keep: float = 0.4
    grow: float = 1.4
    shortest_side: int = 736
    longest_side: int = 2016
    longest_kept: int = 960
    share: float = 0.75
    clear: float = 16.0
    max_lines: int = 3000
    closer: bool = True


def detect(pixels: Pixels, settings: Settings = Settings()) -> list[Quad]:
    """Detect the lines in ``pixels`` (height x width x 3, RGB), in no order.

    A long strip (a receipt, the picture of a whole web page) and a large page in small print would be scaled down so
    far that the text is lost. They are split at empty places, and the network runs on the parts.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < _SMALLEST:
        return []
    scale = settings.longest_side / max(height, width)
    if scale < 1 and max(height, width) > _LONG * min(height, width):
        return _parted(pixels, settings)
    quads = _detected(pixels, settings)
    if settings.closer and scale < _CLOSER and quads and scale * _usual_height(quads) < _LEGIBLE:
        return _parted(pixels, settings)
    return quads


def _parted(pixels: Pixels, settings: Settings) -> list[Quad]:
    return [
        quad + np.array(corner, np.float32) for part, corner in tiles.halves(pixels) for quad in detect(part, settings)
    ]


def _usual_height(quads: list[Quad]) -> float:
    """Return the median of the lines' shorter sides, in pixels of the picture."""
    sides = [np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1).min() for quad in quads]
    return float(np.median(sides))


def _detected(pixels: Pixels, settings: Settings) -> list[Quad]:
    glance = replace(settings, share=0.0)
    height, width = pixels.shape[:2]
    first, second = (_scale(height, width, one) for one in (glance, settings))
    quads = _seen(pixels, glance)
    if first == second or (quads and first * _usual_height(quads) >= settings.clear):
        return quads
    return _seen(pixels, settings)


def _seen(pixels: Pixels, settings: Settings) -> list[Quad]:
    scaled = _resized(pixels, settings)
    heat = networks.looked("ppocrv6_tiny_det.onnx", _normalized(scaled))[0, 0]
    factor = np.array([pixels.shape[1] / heat.shape[1], pixels.shape[0] / heat.shape[0]], np.float32)
    return [quad * factor for quad in _quads(heat, settings)]


def _resized(pixels: Pixels, settings: Settings) -> Pixels:
    height, width = pixels.shape[:2]
    scale = _scale(height, width, settings)
    size = (_multiple(width * scale), _multiple(height * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def _scale(height: int, width: int, settings: Settings) -> float:
    """Return the scale of the network's input. Detection time grows with the area, and small lines are found too."""
    longest = max(height, width)
    most = min(settings.longest_side, max(settings.longest_kept, settings.share * longest))
    return min(max(1.0, settings.shortest_side / min(height, width)), most / longest)


def _multiple(length: float) -> int:
    return max(_STRIDE, round(length / _STRIDE) * _STRIDE)


def _normalized(pixels: Pixels) -> npt.NDArray[np.float32]:
    """Return 1 x 3 x height x width, normalized. Mean and deviation have the channel order of the training: BGR."""
    values = (pixels[:, :, ::-1].astype(np.float32) - _MEAN) / _DEVIATION
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None])


def _quads(heat: npt.NDArray[np.float32], settings: Settings) -> list[Quad]:
    cores = (heat > settings.core).astype(np.uint8)
    contours, _ = cv2.findContours(cores, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours[: settings.max_lines]:
        center, size, angle = cv2.minAreaRect(contour)
        if min(size) < 2 or _score(heat, np.asarray(contour)) < settings.keep:
            continue
        quads.append(_ordered(cv2.boxPoints((center, _grown(size[0], size[1], settings.grow), angle)) + 0.5))
    return quads


def _score(heat: npt.NDArray[np.float32], contour: npt.NDArray[Any]) -> float:
    """Return the mean probability inside ``contour``."""
    left, top, width, height = cv2.boundingRect(contour)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [contour - (left, top)], 1)
    return float(cv2.mean(heat[top : top + height, left : left + width], mask)[0])


def _grown(width: float, height: float, ratio: float) -> tuple[float, float]:
    """Return a rectangle's size after each side is moved out by area x ratio / perimeter.

    The offset of a rectangle is a rectangle with rounded corners; its smallest box has a closed form.
    """
    width, height = width + 1, height + 1  # contours run through the middle of pixels
    distance = width * height * ratio / (2 * (width + height))
    return width + 2 * distance, height + 2 * distance


def _ordered(corners: Quad) -> Quad:
    """Return the corners clockwise, beginning with the edge that is closest to the direction from left to right."""
    edges = np.roll(corners, -1, axis=0) - corners
    return np.roll(corners, -int(np.argmax(edges[:, 0])), axis=0)
