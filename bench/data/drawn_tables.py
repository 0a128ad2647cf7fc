"""Pages with a table whose cells are known, in many looks."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = Path(__file__).resolve().parents[2] / "tests" / "fonts" / "DejaVuSans-subset.ttf"
WIDTH, HEIGHT, LEFT, TOP = 1654, 2339, 150, 420
SIZE, ROW = 26, 52
NAMES = ("Green tea", "Coffee", "Brown bread", "Milk", "Butter", "Sugar", "Fresh eggs", "Rice", "Honey", "Salt")
PLACES = ("Berlin", "Oslo", "Lisbon", "Rome", "Vienna", "Prague", "Dublin", "Athens", "Madrid", "Paris")
PROSE = (
    "The table below says what was sold in the last month and where it went to,",
    "as the ledger of the firm has it.",
)


@dataclass(frozen=True, slots=True)
class TrueCell:
    """A true cell."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """How a table is drawn: which lines it has, in which grey, and what is done to the page afterwards."""

    name: str
    across: str = "all"  # all | head | none
    down: str = "all"  # all | frame | none
    color: int = 0
    width: int = 2
    style: str = "solid"  # solid | dotted | broken | double
    spans: bool = False
    damage: Callable[[Image.Image], Image.Image] = lambda page: page


def _skewed(page: Image.Image) -> Image.Image:
    return page.rotate(-2, Image.Resampling.BICUBIC, fillcolor=255)


def _noisy(page: Image.Image) -> Image.Image:
    noise = np.random.default_rng(7).normal(0, 12, (page.height, page.width))
    damaged = np.clip(np.asarray(page.filter(ImageFilter.GaussianBlur(0.8)), float) + noise, 0, 255)
    return Image.fromarray(damaged.astype(np.uint8))


LOOKS = (
    Look("ruled"),
    Look("ruled, pale lines", color=200, width=1),
    Look("ruled, dotted lines", style="dotted"),
    Look("ruled, broken lines", style="broken"),
    Look("ruled, double lines", style="double"),
    Look("ruled, spans", spans=True),
    Look("ruled, askew by 2 degrees", damage=_skewed),
    Look("ruled, noisy and blurred", damage=_noisy),
    Look("lines across only", down="none"),
    Look("frame and line under the head", across="head", down="frame"),
    Look("three lines across", across="head", down="none"),
    Look("columns ruled, rows not", across="head"),
    Look("no lines", across="none", down="none"),
    Look("no lines, askew by 2 degrees", across="none", down="none", damage=_skewed),
    Look("no lines, noisy and blurred", across="none", down="none", damage=_noisy),
)


def drawn(look: Look, seed: int) -> tuple[Image.Image, list[TrueCell]]:
    """A page (RGB) and the cells of its table."""
    chance = random.Random(f"{look.name} {seed}")
    rows, columns = chance.randint(4, 14), chance.randint(3, 6)
    cells = _cells(chance, rows, columns, spans=look.spans)
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), SIZE)
    for place, y in ((PROSE, 200), (PROSE, TOP + rows * ROW + 120)):
        for number, line in enumerate(place):
            pen.text((LEFT, y + 40 * number), line, 0, font)
    wide = [max(font.getlength(cell.text) / cell.column_span for cell in cells if cell.column == column) + 50
            for column in range(columns)]  # fmt: skip
    xs = [LEFT + round(sum(wide[:column])) for column in range(columns + 1)]
    ys = [TOP + ROW * row for row in range(rows + 1)]
    _lines(pen, look, xs, ys, cells)
    for cell in cells:
        _write(pen, font, cell, xs, ys)
    return look.damage(page).convert("RGB"), cells


def _cells(chance: random.Random, rows: int, columns: int, *, spans: bool) -> list[TrueCell]:
    kinds = [chance.choice(("amount", "count", "place")) for _ in range(columns - 1)]
    kinds[-1] = "amount"
    heads = {"amount": "Amount", "count": "Pieces", "place": "Sold to"}
    cells = [TrueCell(0, 0, "Item"), *(TrueCell(0, at + 1, heads[kind]) for at, kind in enumerate(kinds))]
    if spans:
        cells = [TrueCell(0, 0, "Item", row_span=2), TrueCell(0, 1, "Sales of the month", column_span=columns - 1)]
        cells += [TrueCell(1, at + 1, heads[kind]) for at, kind in enumerate(kinds)]
    for row in range(2 if spans else 1, rows):
        cells.append(TrueCell(row, 0, chance.choice(NAMES)))
        for at, kind in enumerate(kinds):
            text = {
                "amount": f"{chance.randint(1, 9)},{chance.randint(100, 999)}.{chance.randint(10, 99)}",
                "count": str(chance.randint(10, 999)),
                "place": chance.choice(PLACES),
            }[kind]
            cells.append(TrueCell(row, at + 1, text))
    return cells


def _write(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, cell: TrueCell, xs: Sequence[int], ys: Sequence[int]
) -> None:
    left, right = xs[cell.column], xs[cell.column + cell.column_span]
    middle = (ys[cell.row] + ys[cell.row + cell.row_span]) / 2
    numeric = cell.text[0].isdigit()
    x = right - 20 - font.getlength(cell.text) if numeric else left + 20
    if cell.column_span > 1:
        x = (left + right - font.getlength(cell.text)) / 2
    pen.text((x, middle - SIZE * 0.6), cell.text, 0, font)


def _lines(
    pen: ImageDraw.ImageDraw, look: Look, xs: Sequence[int], ys: Sequence[int], cells: Sequence[TrueCell]
) -> None:
    inner_x = {(cell.row + row, cell.column) for cell in cells for row in range(cell.row_span)}
    inner_y = {(cell.row, cell.column + column) for cell in cells for column in range(cell.column_span)}
    last_x, last_y = len(xs) - 1, len(ys) - 1
    for at, y in enumerate(ys):
        if look.across == "none" or (look.across == "head" and at not in (0, 1, last_y)):
            continue
        for column in range(last_x):
            if at == last_y or (at, column) in inner_y:
                _line(pen, look, (xs[column], y), (xs[column + 1], y))
    for at, x in enumerate(xs):
        if look.down == "none" or (look.down == "frame" and at not in (0, last_x)):
            continue
        for row in range(last_y):
            if at == last_x or (row, at) in inner_x:
                _line(pen, look, (x, ys[row]), (x, ys[row + 1]))


def _line(pen: ImageDraw.ImageDraw, look: Look, start: tuple[int, int], end: tuple[int, int]) -> None:
    (x, y), (right, bottom) = start, end
    length = max(right - x, bottom - y)
    across = right > x
    dash = {"dotted": (3, 6), "broken": (60, 66)}.get(look.style, (length, length))
    for at in range(0, length, dash[1]):
        stop = min(length, at + dash[0])
        for aside in (0, 7) if look.style == "double" else (0,):
            ends = (
                ((x + at, y + aside), (x + stop, y + aside)) if across else ((x + aside, y + at), (x + aside, y + stop))
            )
            pen.line(ends, look.color, look.width)
