"""The background of a picture with transparency: white, unless thin light strokes would be invisible on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..page import Pixels
from .bands import Bands, spans
from .depth import eight_bits, is_deep

_LIGHT, _DARK = 176, 80  # gray levels
_THIN = 0.05  # edge pixels per pixel of a shape: strokes have more, areas such as a sheet of paper have fewer
_MANY, _SOME = 0.5, 0.15  # of all edge pixels: from there light strokes decide, and dark strokes count beside them
_WHITE, _GRAY, _BLACK = 255, 128, 0

Mask = npt.NDArray[np.bool_]


def has_transparency(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info


def on_ground(image: Image.Image) -> Image.Image:
    """Return ``image`` as RGB, its transparent pixels filled with a background that contrasts with its strokes."""
    if not has_transparency(image):
        return image.convert("RGB")
    bands = Bands(image)
    level, whole = _ground(bands), Image.new("RGB", image.size)
    for top, part in bands.rows():
        whole.paste(_laid(part, level), (0, top))
    return whole


def draw(bands: Bands, target: Pixels) -> None:
    """Write the picture to ``target`` as RGB of eight bits, its transparent pixels as :func:`on_ground` does."""
    eight = eight_bits(bands)
    level = _ground(bands) if has_transparency(bands.image) and not is_deep(bands.image) else None
    for top, rows in bands.rows():
        part = eight(rows)
        flat = part.convert("RGB") if level is None else _laid(part, level)
        target[top : top + flat.height] = np.asarray(flat)


def _laid(part: Image.Image, level: int) -> Image.Image:
    layered = part.convert("RGBA")
    ground = Image.new("RGB", layered.size, (level, level, level))
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


@dataclass(slots=True)
class _Shape:
    """Counts of the light or dark pixels: all of them, and those at the edge to transparent pixels."""

    pixels: int = 0
    at_edge: int = 0

    def add(self, mask: Mask, edge: Mask) -> None:
        self.pixels += int(np.count_nonzero(mask))
        self.at_edge += int(np.count_nonzero(mask & edge))

    def are_strokes(self, least: float) -> bool:
        """Return whether the shape is thin and has at least ``least`` pixels at the edge."""
        return self.at_edge >= max(1.0, least) and self.at_edge >= _THIN * self.pixels


def _ground(bands: Bands) -> int:
    """Return the gray level of the background: white, black for light strokes, gray for light and dark strokes."""
    if not _is_partly_seen(bands):
        return _WHITE
    edges, light, dark = 0, _Shape(), _Shape()
    width, height = bands.size
    for top, bottom in spans(height, width):
        above, below = min(1, top), min(1, height - bottom)
        layered = bands.part(0, top - above, width, bottom + below).convert("RGBA")
        own = slice(above, above + bottom - top)  # without the neighboring rows, which only locate the edge
        seen = _seen(layered)
        edge = (seen & ~_inside(seen))[own]
        seen, gray = seen[own], np.asarray(layered.convert("L"))[own]
        edges += int(np.count_nonzero(edge))
        light.add(seen & (gray >= _LIGHT), edge)
        dark.add(seen & (gray <= _DARK), edge)
    if not light.are_strokes(_MANY * edges):
        return _WHITE
    return _GRAY if dark.are_strokes(_SOME * edges) else _BLACK


def _is_partly_seen(bands: Bands) -> bool:
    """Return whether some pixels are visible and others are not."""
    found = set[bool]()
    for _, part in bands.rows():
        seen = _seen(part.convert("RGBA"))
        found |= {bool(seen.any()), bool(seen.all())}
        if len(found) == 2:
            return True
    return False


def _seen(layered: Image.Image) -> Mask:
    return np.asarray(layered.getchannel("A")) >= 128


def _inside(seen: Mask) -> Mask:
    """Return the mask of pixels whose four neighbors are visible. Beyond the border everything counts as visible."""
    padded = np.pad(seen, 1, constant_values=True)
    found: Mask = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return found
