"""Scaling of a picture by bands of rows."""

from __future__ import annotations

from PIL import Image

from .bands import Bands, release
from .depth import eight_bits

_PREMULTIPLIED = {"LA": "La", "RGBA": "RGBa"}
_STRAIGHT = {"La": "LA", "RGBa": "RGBA"}


def scaled(bands: Bands, size: tuple[int, int]) -> Image.Image:
    """Return the picture in ``size``, with eight bits a sample, and release the large one.

    Pillow scales along one axis and then along the other, each time to a picture of eight bits. So the pixels are the
    same if the first axis is scaled by bands, and memory holds only the half scaled picture beside the large one.
    """
    width, height = bands.size
    ratio = width / size[0]
    # For a strong reduction the mean of whole pixels is as good as a spline and three times as fast.
    kind = Image.Resampling["BOX" if ratio >= 1.5 else "BILINEAR" if ratio > 1 else "BICUBIC"]
    down_first = height - size[1] > max(0, 2 * (width - size[0]))  # as Pillow chooses
    half = _scaled(bands, (width, size[1]) if down_first else (size[0], height), kind, by_columns=down_first)
    release(bands.image)
    whole = half.resize(size, kind) if half.size != size else half
    return whole.convert(_STRAIGHT[whole.mode]) if whole.mode in _STRAIGHT else whole


def _scaled(bands: Bands, size: tuple[int, int], kind: Image.Resampling, *, by_columns: bool) -> Image.Image:
    """Return the picture scaled along one axis."""
    eight = eight_bits(bands)
    whole: Image.Image | None = None
    for first, lines in bands.columns() if by_columns else bands.rows():
        part = _scalable(eight(lines))
        fitting = (part.width, size[1]) if by_columns else (size[0], part.height)
        if part.size != fitting:
            part = part.resize(fitting, kind)
        if whole is None:
            whole = Image.new(part.mode, size)
            whole.info = part.info
        whole.paste(part, (first, 0) if by_columns else (0, first))
    assert whole is not None  # noqa: S101 - every picture has a row
    return whole


def _scalable(part: Image.Image) -> Image.Image:
    """Return ``part`` with levels instead of palette indices, and with colors multiplied by their opacity."""
    if part.mode in {"1", "P", "PA"}:
        part = part.convert("L" if part.mode == "1" else "RGBA")
    return part.convert(_PREMULTIPLIED[part.mode]) if part.mode in _PREMULTIPLIED else part
