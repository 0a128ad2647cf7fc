"""A picture of another size, made of bands of rows."""

from __future__ import annotations

from PIL import Image

from .bands import Bands, release
from .depth import eight_bits

_PREMULTIPLIED = {"LA": "La", "RGBA": "RGBa"}
_STRAIGHT = {"La": "LA", "RGBa": "RGBA"}


def scaled(bands: Bands, size: tuple[int, int]) -> Image.Image:
    """The picture in ``size``, with eight bits a sample; the large one is released.

    Pillow scales along one axis and then along the other, each time to a picture of eight bits. So its pixels are the
    same when the first half is done by bands, and beside the large picture there is only the half scaled one.
    """
    width, height = bands.size
    ratio = width / size[0]
    # Means over whole pixels are three times as fast as a spline and as good, once pixels are many.
    kind = Image.Resampling["BOX" if ratio >= 1.5 else "BILINEAR" if ratio > 1 else "BICUBIC"]
    down_first = height - size[1] > max(0, 2 * (width - size[0]))  # as Pillow chooses
    half = _scaled(bands, (width, size[1]) if down_first else (size[0], height), kind, by_columns=down_first)
    release(bands.image)
    whole = half.resize(size, kind) if half.size != size else half
    return whole.convert(_STRAIGHT[whole.mode]) if whole.mode in _STRAIGHT else whole


def _scaled(bands: Bands, size: tuple[int, int], kind: Image.Resampling, *, by_columns: bool) -> Image.Image:
    """The picture scaled along one axis."""
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
    """Levels instead of indices, and colors that count as much as they can be seen."""
    if part.mode in {"1", "P", "PA"}:
        part = part.convert("L" if part.mode == "1" else "RGBA")
    return part.convert(_PREMULTIPLIED[part.mode]) if part.mode in _PREMULTIPLIED else part
