"""Pictures as pages of a PDF: each in its original size, with its own bytes and with its text below it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream
from PIL import Image

from ..decode import damage, raster, sniff
from ..export.pdf.layers import Layer, Layers
from ..limits import Limits
from ..options import Options
from ..page import Problem
from . import boxes, conformance, images, metadata
from .boxes import Matrix
from .layering import Layering
from .pixels import Pixels

DEFAULT_DPI = 200.0
"""Resolution of a picture that does not declare one."""

_POINTS = 72.0
_SMALLEST, _LARGEST = 3.0, 14_400.0
"""Limits of a page's side in points (ISO 19005-2, 6.1.13)."""


@contextmanager
def create(
    file: BinaryIO, media_type: str, layers: Layers, options: Options, limits: Limits
) -> Iterator[tuple[Pdf, list[Problem]]]:
    """Return a PDF of the pictures of ``file`` with their layers, ready to be saved, and its problems."""
    count = raster.probe(file, media_type, limits)
    numbers = options.pages.numbers(count) if options.pages else tuple(range(1, count + 1))
    waiting = iter(layers)
    with damage.tolerant(), raster.frames(file, media_type, limits) as at, Pdf.new() as pdf:
        layering, devices = Layering(pdf), set[str]()
        layer = next(waiting, None)
        for number in numbers:
            page, device = _page(pdf, at(number), file, tiff=media_type == sniff.TIFF)
            devices.add(device)
            layer = _up_to(number, layer, waiting)
            if layer is not None and layer.number == number:
                layering.add(page, layer)
        for _ in waiting:  # the texts of the glyphs follow the last layer
            pass
        layering.finish(layers.glyphs)
        reasons = ["colors for print (CMYK)"] if "CMYK" in devices else []
        metadata.describe(pdf, layers.head)
        metadata.add_output_intent(pdf)
        metadata.declare(pdf, archival=not reasons)
        problems = [conformance.problem(reasons)] if reasons else []
        metadata.tell(pdf, problems)
        yield pdf, problems


def _up_to(number: int, layer: Layer | None, waiting: Iterator[Layer]) -> Layer | None:
    while layer is not None and (layer.number < number or layer.if_hidden):
        layer = next(waiting, None)
    return layer


def _page(pdf: Pdf, image: Image.Image, file: BinaryIO, *, tiff: bool) -> tuple[Page, str]:
    """Append a page filled by ``image``. Return it and the device color space of the image."""
    width, height = _points(image, turned=not tiff and raster.orientation(image) >= 5)
    found = images.of(image, file)
    stream = Stream(
        pdf, found.data, Type=Name.XObject, Subtype=Name.Image, Width=found.width, Height=found.height, **found.entries
    )
    matrix = " ".join(map(str, boxes.numbers(_placed(found, width, height))))
    content = Stream(pdf, f"q {matrix} cm /Im Do Q\n".encode())
    page = Dictionary(
        Type=Name.Page, MediaBox=Array(boxes.numbers((0, 0, width, height))), Contents=pdf.make_indirect(content),
        Resources=Dictionary(XObject=Dictionary(Im=pdf.make_indirect(stream))),
    )  # fmt: skip
    pdf.pages.append(Page(pdf.make_indirect(page)))
    return pdf.pages[-1], found.device


def _points(image: Image.Image, *, turned: bool) -> tuple[float, float]:
    """Return the page's width and height in points. Pixels that are not square stretch it, as for recognition."""
    x_dpi, y_dpi = raster.dots(image)
    across, down = raster.square(image.size, x_dpi, y_dpi)
    scale = _POINTS / max(x_dpi or DEFAULT_DPI, y_dpi or DEFAULT_DPI)
    scale = min(scale, _LARGEST / max(across, down))
    width, height = (max(_SMALLEST, side * scale) for side in (across, down))
    return (height, width) if turned else (width, height)


_TURNS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip
"""Transformations of the unit square by EXIF orientation, y upwards (Exif 2.32, 4.6.4.A)."""


def _placed(image: Pixels, width: float, height: float) -> Matrix:
    a, b, c, d, e, f = _TURNS[image.turn]
    return a * width, b * height, c * width, d * height, e * width, f * height
