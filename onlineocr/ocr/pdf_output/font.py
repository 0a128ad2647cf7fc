"""The font of the text layers: one invisible glyph for every character of every script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

_FILE = Path(__file__).parent / "glyphless.ttf"
_NAME = Name("/OnlineOCRGlyphless")
_ADVANCE, _ASCENT, _DESCENT = 500, 1000, -1  # as in scripts/pdf_parts.py; a descent of 0 counts as unknown in Poppler
_BLANK = b"\0\1"  # the glyph of every code
_SYMBOLIC = 4
_TOGETHER = 100  # entries in one block (Adobe technical note 5014, beginbfchar)

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def new(pdf: Pdf) -> Object:
    """Return the font for pages of ``pdf``. Complete it by :func:`finish` when all its characters are known."""
    return pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=_NAME, Encoding=Name("/Identity-H"))
    )


def finish(pdf: Pdf, font: Object, meanings: Sequence[str]) -> None:
    """Complete ``font``. ``meanings`` are the texts of its codes, from code 1 on (ISO 32000-1, 9.7 and 9.10.3)."""
    program = _FILE.read_bytes()
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=_NAME, Flags=_SYMBOLIC, FontBBox=Array([0, _DESCENT, _ADVANCE, _ASCENT]),
        ItalicAngle=0, Ascent=_ASCENT, Descent=_DESCENT, CapHeight=_ASCENT, StemV=80,
        FontFile2=pdf.make_indirect(Stream(pdf, program, Length1=len(program))),
    )  # fmt: skip
    font.DescendantFonts = Array([
        pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=_NAME,
                CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
                FontDescriptor=pdf.make_indirect(descriptor), DW=_ADVANCE,
                CIDToGIDMap=pdf.make_indirect(Stream(pdf, _BLANK * (len(meanings) + 1))),
            )
        )
    ])  # fmt: skip
    font.ToUnicode = pdf.make_indirect(Stream(pdf, to_unicode(meanings)))


def to_unicode(meanings: Sequence[str]) -> bytes:
    """Return the CMap from codes to UTF-16BE, code 1 first."""
    rows = [f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>\n" for code, text in enumerate(meanings, 1)]
    blocks = (rows[start : start + _TOGETHER] for start in range(0, len(rows), _TOGETHER))
    said = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return _CMAP.format(blocks=said).encode()
