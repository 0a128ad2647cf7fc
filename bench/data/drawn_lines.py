"""Lines of known text, each in its own type and spacing, one below the other: what spaces are fitted on.

Prose in languages of Latin letters, and what stands on receipts, forms and tables: prices, dates, codes, labels.
Fonts and sentences are those of ``drawn_pages.py``; nothing of the evaluation data is used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.data.drawn_pages import DAMAGES, Pixels, fonts, number, sentences

_LOCALES = ("en", "en", "en", "de", "fr", "es", "it", "pt", "nl", "da", "pl", "cs", "sv")
_WIDTH, _ROWS = 1100, 14
_MONOSPACED = 0.35  # of the lines: receipts, forms, listings
_LABELS = ("Total", "Subtotal", "Tax", "GST 6%", "Cash", "Change", "Qty", "Invoice No", "Date", "Tel", "Fax", "Item",
           "Amount", "Discount", "Rounding", "Table", "Cashier", "Ref", "Page", "Name", "Address")  # fmt: skip
_UNITS = ("RM", "$", "€", "USD", "EUR", "SR", "x", "@", "kg", "pcs", "%", "No.", "#", "Ltd.", "GmbH", "(M)", "S/N")


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """``text`` as it is written, single spaces; its middle stands ``y`` pixels below the top of the page."""

    text: str
    y: float


def page(seed: int) -> tuple[Pixels, list[DrawnLine]]:
    """A page of lines, the same one for the same ``seed``."""
    chance = random.Random(seed)
    canvas = Image.new("L", (_WIDTH, 2000), 255 - chance.randint(0, 40))
    pen, y, lines = ImageDraw.Draw(canvas), 30.0, []
    for _ in range(_ROWS):
        font = _font(chance)
        text = " ".join(_text(chance).split())
        drawn = _draw(pen, (chance.uniform(20, 200), y), text, font, chance)
        lines.append(DrawnLine(drawn, y + font.size * 0.6))
        y += font.size * chance.uniform(1.6, 2.4)
    pixels = np.asarray(canvas.crop((0, 0, _WIDTH, int(y) + 30)).convert("RGB"))
    for damage, share in DAMAGES[1:]:  # the first one leans, and a line is known by its height
        if chance.random() < share * 0.7:
            pixels = damage(pixels, chance)
    return np.ascontiguousarray(pixels), [line for line in lines if line.text]


def _font(chance: random.Random) -> ImageFont.FreeTypeFont:
    path, index = chance.choice(_monospaced() if chance.random() < _MONOSPACED else fonts("pl"))
    return ImageFont.truetype(path, chance.choice((13, 15, 18, 20, 24, 30, 40)), index=index)


@cache
def _monospaced() -> tuple[tuple[str, int], ...]:
    return tuple(font for font in fonts("pl") if "mono" in font[0].lower() or "webhook-dispatcher" in font[0].lower())


def _draw(
    pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, font: ImageFont.FreeTypeFont, chance: random.Random
) -> str:
    """Letter by letter, so that letters and words may stand closer or wider than the font says; returns what fits."""
    x, y = place
    tracking = font.size * max(0.0, chance.gauss(0, 0.05)) if chance.random() < 0.4 else 0.0
    wide = font.getlength(" ") * (chance.uniform(0.6, 3.0) if chance.random() < 0.5 else 1.0)
    for at, character in enumerate(text):
        if x + font.getlength(character) > _WIDTH - 20:
            return text[:at].rstrip()
        if character == " ":
            x += max(wide + tracking, tracking + font.size * 0.16)
            continue
        pen.text((round(x), y), character, 0, font=font)
        x += font.getlength(text[at : at + 2]) - font.getlength(text[at + 1 : at + 2]) + tracking
    return text


def _text(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.45:
        text = " ".join(chance.choices(sentences(chance.choice(_LOCALES)), k=4))
    else:
        text = " ".join(_tokens(chance, chance.randint(2, 8)))
    return text.upper() if chance.random() < 0.35 else text


def _tokens(chance: random.Random, count: int) -> Iterator[str]:
    words = " ".join(chance.choices(sentences("en"), k=6)).split()
    for _ in range(count):
        kind = chance.random()
        if kind < 0.3:
            yield chance.choice(words)
        elif kind < 0.5:
            yield number(chance)
        elif kind < 0.65:
            yield chance.choice(_LABELS) + chance.choice((":", " :", "", "", "."))
        elif kind < 0.75:
            yield chance.choice(_UNITS)
        elif kind < 0.85:
            yield f"{chance.randint(0, 9999)}.{chance.randint(0, 99):02d}"
        elif kind < 0.92:
            yield f"{chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}"
        else:
            yield (
                f"({chance.choice(words)})"
                if chance.random() < 0.5
                else f"{chance.choice(words)}-{chance.randint(1, 99)}"
            )
