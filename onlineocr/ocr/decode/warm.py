"""Warm-up of the decoders with built-in files: at their first use they load modules and search for fonts.

The zygote does that once, so its children need not.
"""

from __future__ import annotations

import os

from ..limits import Limits
from ..options import Options
from ..picture import FORMATS, Picture
from .canvas import plain
from .document import decode
from .picture import encode

_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]/Contents 4 0 R/Resources<</Font<</A 5 0 R/B 6 0 R>>>>>> endobj
4 0 obj <</Length 54>> stream
BT /A 9 Tf 5 50 Td (Alice) Tj /B 9 Tf 0 -20 Td (Bob) Tj ET
endstream endobj
5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
6 0 obj <</Type/Font/Subtype/TrueType/BaseFont/NoSuchFont>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
_PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x04\0\0\0\xd8\xbf\xc5\xaf\0\0\0\x12IDATx\x9cc\xfc\xcf\xc0\xc0\xc0"
    b"\xc4\xc0\xc0\xc0\0\0\t\x15\x01\x03\xd6\x99\xb5\xc7\0\0\0\0IEND\xaeB`\x82"
)


def up() -> None:
    """Draw a page of each kind and encode a picture of each format, in memory, and discard them."""
    for data in (_PDF, _PNG):
        with open(os.memfd_create("warm"), "w+b") as file:  # noqa: PTH123 - a descriptor, not a path
            file.write(data)
            file.flush()
            page = decode(file, 1, Options(), Limits(), plain)
    for name in FORMATS:
        encode(page, Picture(format=name))
