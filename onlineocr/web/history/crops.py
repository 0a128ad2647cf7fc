"""The scan around a hit, with the marks of the words on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from onlineocr.documents.search.matches import Hit
from onlineocr.ocr.geometry import Box

from ..desk.hits import Rectangle, rectangles

WIDTH = 640  # pixels of the picture: twice those of the screen
_ACROSS, _DOWN = 24, 4  # size of the part, in heights of the word
_LEAST = 12  # pixels that a word counts as high, at least


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page: the address of its picture, its size, its place as an SVG ``view``, and the marks there."""

    address: str
    width: int
    height: int
    view: str
    rectangles: Sequence[Rectangle]


def crop(hit: Hit) -> Crop | None:
    """Return the part of the page around the first match that has a place on it; None if there is none."""
    boxes = next((match.boxes for match in hit.matches if match.boxes), None)
    if boxes is None or hit.page is None or not hit.width or not hit.height:
        return None
    box = around(Box(*boxes[0]), hit.width, hit.height)
    where = ",".join(map(str, box))
    address = reverse("document-page-image", args=[hit.document.uid, hit.page])
    marks = [one for match in hit.matches for one in rectangles(match) if _meets(one, box)]
    view = f"{box.left} {box.top} {box.width} {box.height}"
    query = f"?box={where}&width={WIDTH}&format=webp"
    return Crop(address + query, box.width, box.height, view, marks)


def around(word: Box, width: int, height: int) -> Box:
    """Return the part of a page of ``width`` x ``height`` pixels that shows ``word`` with the words beside it."""
    em = max(_LEAST, min(word.height, word.width * 2))  # a column of Chinese is as high as a line is long
    wide = min(width, max(em * _ACROSS, word.width + em))
    high = min(height, max(em * _DOWN, word.height + em))
    across, down = word.center
    left = min(max(0, int(across - wide / 2)), width - wide)
    top = min(max(0, int(down - high / 2)), height - high)
    return Box(left, top, left + wide, top + high).clip(width, height)


def _meets(one: Rectangle, box: Box) -> bool:
    return one.x < box.right and box.left < one.x + one.width and one.y < box.bottom and box.top < one.y + one.height
