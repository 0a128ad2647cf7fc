"""What every format has in common."""

import pytest

from onlineocr.ocr.errors import OriginalGone
from onlineocr.ocr.export.base import About, Format


def made_of(*chunks, **fields):
    return Format("x", "text/x", ".x", "For tests", lambda *_: iter(chunks), **fields)


def test_it_encodes_text_and_leaves_bytes_alone():
    assert list(made_of("\u00e9", b"\xff").bytes([])) == [b"\xc3\xa9", b"\xff"]


def test_it_writes_half_a_surrogate_pair_as_the_replacement_character():
    assert b"".join(made_of("a\ud800b\U0001f600").bytes([])).decode() == "a\ufffdb\U0001f600"


def test_it_says_that_it_needs_the_original():
    with pytest.raises(OriginalGone, match="'x' is made from the original file"):
        made_of(needs_original=True).bytes([])
    assert list(made_of("x", needs_original=True).bytes([], About(original=object()))) == [b"x"]
