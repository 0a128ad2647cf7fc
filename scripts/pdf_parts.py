"""Make the font and the color profile that searchable PDFs carry: run after a change here, then commit the files.

    .venv/bin/python scripts/pdf_parts.py

Both come out the same everywhere; a test compares.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import ImageCms

FOLDER = Path(__file__).parents[1] / "onlineocr/ocr/pdf_output"
EM, ADVANCE = 1000, 500
_YEAR_2000 = 3029529600  # in seconds since 1904, as fonts count


def font() -> bytes:
    """A TrueType font with one glyph: a line without width across the whole body, which no program can paint.

    Programs take the place of a character from its glyph's bounds; an empty glyph has none, and PDFium leaves
    characters out that have no height.
    """
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((ADVANCE, EM))
    pen.closePath()
    blank = pen.glyph()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupHead(unitsPerEm=EM, created=_YEAR_2000, modified=_YEAR_2000)
    builder.setupGlyphOrder([".notdef", "blank"])
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": blank, "blank": blank})
    builder.setupHorizontalMetrics({".notdef": (ADVANCE, 0), "blank": (ADVANCE, 0)})
    builder.setupHorizontalHeader(ascent=EM, descent=-1)
    builder.setupNameTable({"familyName": "OnlineOCR Glyphless", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=EM, usWinAscent=EM, usWinDescent=1)
    builder.setupPost(keepGlyphNames=False)
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def profile() -> bytes:
    """sRGB as LittleCMS makes it (free for any use, as it says), with a fixed date."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = b"".join(number.to_bytes(2, "big") for number in (2000, 1, 1, 0, 0, 0))
    made[84:100] = bytes(16)  # its checksum, which is optional
    return bytes(made)


if __name__ == "__main__":
    (FOLDER / "glyphless.ttf").write_bytes(font())
    (FOLDER / "srgb.icc").write_bytes(profile())
