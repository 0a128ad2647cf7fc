"""Initials over several lines, which the detector does not see."""

from PIL import Image, ImageDraw

from onlineocr.ocr import Options, recognize
from tests.support import drawing

LINES = ("nce upon a time there was a", "girl who lived in a village near", "the forest and whenever she",
         "went out the girl wore a red cloak so", "that everyone in the village called", "her by name.")  # fmt: skip


def drawn(initial, beside=3):
    picture = Image.new("RGB", (900, 400), "white")
    draw = ImageDraw.Draw(picture)
    font = drawing.font_for("".join(LINES), 30)
    for number, text in enumerate(LINES):
        draw.text((170 if number < beside else 40, 30 + 44 * number), text, "black", font)
    if initial:
        draw.text((40, 20), initial, "black", drawing.font_for(initial, 120))
    return picture


def test_it_reads_a_large_initial():
    [page] = recognize(drawn("O"), Options(engine="ppocr"))
    assert page.text.startswith("Once upon a time there was a\ngirl who")


def test_it_reads_none_where_lines_are_set_in_beside_nothing():
    [page] = recognize(drawn(""), Options(engine="ppocr"))
    assert page.text.startswith("nce upon a time")
