"""Lines under a watermark."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr import recognize
from tests.support import drawing

pytestmark = pytest.mark.engine

LINES = (
    "This agreement is made on the first of May",
    "between the seller and the buyer named below.",
    "The price is 12,500 dollars and is to be paid",
    "within thirty days after delivery of the goods.",
    "Neither party may transfer its rights without",
    "the written consent of the other party.",
    "All disputes are settled by the court of the",
    "city in which the seller has its office.",
)


def marked(degrees, shade, ink, size, step):
    """A page of :data:`LINES` over a large word that is lighter and runs aslant."""
    page = Image.new("RGB", (1000, 120 + 8 * step), "white")
    mark = Image.new("L", page.size, 0)
    middle = (page.width // 2, page.height // 2)
    ImageDraw.Draw(mark).text(middle, "DRAFT", 255, ImageFont.truetype(drawing.SANS, 200), anchor="mm")
    page.paste((shade,) * 3, mask=mark.rotate(degrees))
    for number, line in enumerate(LINES):
        ImageDraw.Draw(page).text((100, 60 + number * step), line, (ink,) * 3, ImageFont.truetype(drawing.SANS, size))
    return page


@pytest.mark.parametrize(
    ("degrees", "shade", "ink", "size", "step"),
    [(30, 220, 90, 24, 48), (20, 220, 90, 24, 48), (30, 210, 0, 28, 60), (20, 215, 0, 20, 28)],
)
def test_it_reads_every_line_under_a_watermark(degrees, shade, ink, size, step):
    (page,) = recognize(marked(degrees, shade, ink, size, step))
    assert drawing.similarity(" ".join(LINES), page.text) > 0.98
