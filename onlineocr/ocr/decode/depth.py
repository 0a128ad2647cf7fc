"""More than eight bits per sample, brought down to eight so that the writing stays visible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

_PHOTOMETRIC = 262
_BITS_PER_SAMPLE = 258


def to_eight_bits(image: Image.Image) -> Image.Image:
    """``image`` itself when it has eight bits or fewer; else a mode L picture.

    16-bit samples keep their scale, unless no sample uses the upper four bits: scanners and microscopes
    store 10 or 12 bits in 16, which would come out black; those are stretched. 32-bit and floating-point
    samples are stretched between their own extremes (0..1 floats keep their scale). Not-a-number shows white.
    """
    if image.mode.startswith("I;16"):
        return _picture(_sixteen(np.asarray(image)), image)
    if image.mode in {"I", "F"}:
        return _picture(_wide(np.asarray(image)), image)
    return image


def _sixteen(samples: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint8]:
    top = int(samples.max(initial=0))
    if top >= 4096 or not top:
        return (samples >> 8).astype(np.uint8)
    table = (np.arange(top + 1) * (255 / top)).astype(np.uint8)
    return table[samples]


def _wide(samples: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    values = np.nan_to_num(samples.astype(np.float32), nan=np.inf, posinf=np.inf, neginf=-np.inf)
    finite = np.isfinite(values)
    if not finite.any():
        return np.full(values.shape, 255, np.uint8)
    low, high = float(values[finite].min()), float(values[finite].max())
    if low >= 0.0 and high <= 1.0 and samples.dtype.kind == "f":
        low, high = 0.0, 1.0
    elif low >= 0 and 255 < high <= 65535 and samples.dtype.kind == "i":
        low, high = 0.0, 65535.0
    span = high - low
    scaled = (values - low) / span * 255 if span else np.full(values.shape, 255.0)
    whole = np.nan_to_num(scaled, nan=255, posinf=255, neginf=0)
    clipped: npt.NDArray[np.uint8] = np.clip(whole, 0, 255).astype(np.uint8)
    return clipped


def _picture(samples: npt.NDArray[np.uint8], source: Image.Image) -> Image.Image:
    tags = getattr(source, "tag_v2", {})
    if tags.get(_PHOTOMETRIC) == 0 and max(tags.get(_BITS_PER_SAMPLE, (8,))) > 8:
        samples = 255 - samples  # WhiteIsZero, which Pillow turns only in pictures of eight bits or fewer
    return Image.fromarray(samples)
