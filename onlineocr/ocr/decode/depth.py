"""Conversion of more than eight bits per sample to eight, so that the writing stays visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

from .bands import Bands

_PHOTOMETRIC = 262
_BITS_PER_SAMPLE = 258
_SAMPLE_FORMAT, _UNSIGNED = 339, (1,)

# Pillow supports unsigned 32 bits in one byte order only. Its mode I holds the same bits as signed numbers.
for _order, _photometric, _raw in ((b"MM", 0, "I;32BS"), (b"MM", 1, "I;32BS"), (b"II", 0, "I;32N")):
    TiffImagePlugin.OPEN_INFO[_order, _photometric, (1,), 1, (32,), ()] = ("I", _raw)

Eight = Callable[[Image.Image], Image.Image]
"""A function that converts some rows of one picture to eight bits. Rows of eight bits or fewer stay unchanged."""
_Scale = Callable[[npt.NDArray[np.generic]], npt.NDArray[np.uint8]]


def is_deep(image: Image.Image) -> bool:
    """Return whether ``image`` has more than eight bits per sample."""
    return image.mode.startswith("I;16") or image.mode in {"I", "F"}


def eight_bits(bands: Bands) -> Eight:
    """Return the function that converts the rows of ``bands`` to eight bits and mode L, with one scale for all.

    16-bit samples keep their scale, unless no sample uses the upper four bits: scanners and microscopes
    store 10 or 12 bits in 16, which would look black; those are stretched. 32-bit and floating-point
    samples are stretched between their own extremes (0..1 floats keep their scale). NaN becomes white.
    """
    image = bands.image
    if not is_deep(image):
        return lambda part: part
    scale = _sixteen(bands) if image.mode.startswith("I;16") else _wide(bands)
    is_inverted = _is_inverted(image)

    def eight(part: Image.Image) -> Image.Image:
        samples = scale(np.asarray(part))
        return Image.fromarray(255 - samples if is_inverted else samples)

    return eight


def to_eight_bits(image: Image.Image) -> Image.Image:
    """Return ``image`` itself if it has eight bits or fewer, else a mode L picture."""
    if not is_deep(image):
        return image
    bands = Bands(image)
    eight, whole = eight_bits(bands), Image.new("L", image.size)
    for top, part in bands.rows():
        whole.paste(eight(part), (0, top))
    return whole


def _sixteen(bands: Bands) -> _Scale:
    top = max(int(np.max(np.asarray(part), initial=0)) for _, part in bands.rows())
    if top >= 4096 or not top:
        return lambda samples: np.right_shift(samples, 8).astype(np.uint8)
    table = (np.arange(top + 1) * (255 / top)).astype(np.uint8)
    return lambda samples: table[samples]


def _wide(bands: Bands) -> _Scale:
    image = bands.image
    is_unsigned = getattr(image, "tag_v2", {}).get(_SAMPLE_FORMAT, _UNSIGNED) == _UNSIGNED
    kind: type[np.generic] = np.float32 if image.mode == "F" else np.uint32 if is_unsigned else np.int32
    extremes = [found for _, part in bands.rows() for found in _extremes(np.asarray(part).view(kind))]
    if not extremes:
        return lambda samples: np.full(samples.shape, 255, np.uint8)
    low, high = min(extremes), max(extremes)
    if low >= 0.0 and high <= 1.0 and kind is np.float32:
        low, high = 0.0, 1.0
    elif low >= 0 and 255 < high <= 65535 and kind is not np.float32:
        low, high = 0.0, 65535.0
    return lambda samples: _stretched(_values(samples.view(kind)), low, high)


def _values(samples: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    return np.nan_to_num(samples.astype(np.float32), nan=np.inf, posinf=np.inf, neginf=-np.inf)


def _extremes(samples: npt.NDArray[np.generic]) -> Iterator[float]:
    """Return the least and the greatest finite value, or nothing if there is no finite value."""
    values = _values(samples)
    finite = values[np.isfinite(values)]
    if finite.size:
        yield float(np.min(finite))
        yield float(np.max(finite))


def _stretched(values: npt.NDArray[np.float32], low: float, high: float) -> npt.NDArray[np.uint8]:
    span = high - low
    scaled = (values - low) / span * 255 if span else np.full(values.shape, 255.0)
    whole = np.nan_to_num(scaled, nan=255, posinf=255, neginf=0)
    clipped: npt.NDArray[np.uint8] = np.clip(whole, 0, 255).astype(np.uint8)
    return clipped


def _is_inverted(image: Image.Image) -> bool:
    """Return whether 0 is white. Pillow inverts only pictures of eight bits or fewer."""
    tags = getattr(image, "tag_v2", {})
    return bool(tags.get(_PHOTOMETRIC) == 0 and max(tags.get(_BITS_PER_SAMPLE, (8,))) > 8)
