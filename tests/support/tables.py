"""Tables of known cells on pages, drawn by the tests."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from tests.support.drawing import font_for

ROWS = (("Item", "Pieces", "Price"), ("Green tea", "12", "3.50"), ("Coffee", "17", "24.20"), ("Sugar", "30", "11.90"))


def draw_table(
    rows: Sequence[Sequence[str]] = ROWS, *, across: bool = True, down: bool = True, size: int = 28, left: int = 60
) -> Image.Image:
    """A page with a table and a line over and under it; ``across`` and ``down`` say which lines are drawn."""
    page = Image.new("RGB", (left + 320 * len(rows[0]) + 60, 360 + 70 * len(rows)), "white")
    pen, font = ImageDraw.Draw(page), font_for("".join("".join(row) for row in rows), size)
    pen.text((left, 50), "What was sold in the last week:", "black", font)
    pen.text((left, 240 + 70 * len(rows)), "All prices are in euro.", "black", font)
    top, right, bottom = 150, left + 320 * len(rows[0]), 150 + 70 * len(rows)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            pen.text((left + 320 * column + 20, top + 70 * number + 18), text, "black", font)
    for number in range(len(rows) + 1) if across else ():
        pen.line([(left, top + 70 * number), (right, top + 70 * number)], "black", 3)
    for column in range(len(rows[0]) + 1) if down else ():
        pen.line([(left + 320 * column, top), (left + 320 * column, bottom)], "black", 3)
    return page
