"""Pictures of known text: what the tests read, drawn the same on every machine."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pillow_heif import register_heif_opener

from onlineocr.ocr.geometry import Box

FONTS = Path(__file__).parents[1] / "fonts"
SANS = FONTS / "DejaVuSans-subset.ttf"
CJK = FONTS / "NotoSansCJKsc-subset.otf"

ENGLISH = ("The quick brown fox jumps", "over the lazy dog while", "seven wizards drink coffee.")
RUSSIAN = ("Съешь ещё этих мягких", "французских булок", "и выпей чаю вечером.")
CHINESE = ("今天天气很好", "我们在北京学习汉字", "图片文字识别服务")
GREEK = ("Η γρήγορη αλεπού", "πηδάει πάνω από το", "τεμπέλικο σκυλί.")
HEBREW = ("שלום עולם טוב", "הספר הגדול נמצא", "על השולחן בבית")


class Drawing(NamedTuple):
    """``text`` is the true text, its lines joined by newlines; ``boxes`` hold one box per word, in its order."""

    image: Image.Image
    text: str
    boxes: tuple[Box, ...]

    @property
    def pixels(self) -> np.ndarray:
        """Height x width x 3, RGB, as an engine takes it."""
        return np.array(self.image.convert("RGB"))

    @property
    def png(self) -> bytes:
        return encode(self.image, "PNG")


def encode(image: Image.Image, format: str, **options) -> bytes:
    """The picture as the bytes of a file."""
    if format == "HEIF":
        register_heif_opener()
    stream = io.BytesIO()
    image.save(stream, format, **options)
    return stream.getvalue()


@cache
def font_for(text: str, size: int) -> ImageFont.FreeTypeFont:
    """The font of the two that draws all of ``text``; ValueError names the characters that neither has."""
    for path in (SANS, CJK):
        font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
        if not (missing := _missing(font, text)):
            return font
    raise ValueError(f"no font of the tests draws {missing!r}; see tests/fonts/README.md")


def _missing(font: ImageFont.FreeTypeFont, text: str) -> str:
    unknown = bytes(font.getmask("\uffff"))
    return "".join(char for char in text if not char.isspace() and bytes(font.getmask(char)) == unknown)


def draw_text(
    lines: Sequence[str] = ENGLISH,
    size: int = 32,
    font: ImageFont.FreeTypeFont | None = None,
    *,
    ink: str = "black",
    paper: str = "white",
    margin: int | None = None,
) -> Drawing:
    """Draw ``lines``, one below the other; ``size`` in pixels. Lines of Hebrew run from right to left."""
    font = font or font_for("".join(lines), size)
    margin = size if margin is None else margin
    widths = [font.getlength(line) for line in lines]
    step = round(size * 1.6)
    image = Image.new("RGB", (round(max(widths, default=0)) + 2 * margin, step * len(lines) + 2 * margin), paper)
    pen = ImageDraw.Draw(image)
    boxes: list[Box] = []
    for row, line in enumerate(lines):
        backwards = re.search(r"[\u0590-\u05ff]", line) is not None
        start = image.width - margin - widths[row] if backwards else margin
        found = _line(pen, font, _turned(line) if backwards else line, (start, margin + row * step), ink)
        boxes.extend(reversed(found) if backwards else found)
    return Drawing(image, "\n".join(lines), tuple(boxes))


def _turned(line: str) -> str:
    """``line`` as it stands from left to right; Latin words and numbers in it run that way anyhow."""
    return re.sub(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*", lambda run: run[0][::-1], line[::-1])


def _line(
    pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, line: str, at: tuple[float, float], ink: str
) -> list[Box]:
    """Draw word by word, each where the whole line would have it."""
    boxes = []
    for match in re.finditer(r"\S+", line):
        place = (at[0] + font.getlength(line[: match.start()]), at[1])
        pen.text(place, match[0], fill=ink, font=font)
        left, top, right, bottom = pen.textbbox(place, match[0], font=font)
        boxes.append(Box(int(left), int(top), -int(-right // 1), -int(-bottom // 1)))
    return boxes


def similarity(true: str, read: str) -> float:
    """1 minus the character error rate, spaces and line ends left out; 1.0 is a perfect reading."""
    true, read = "".join(true.split()), "".join(read.split())
    row = list(range(len(read) + 1))
    for i, wanted in enumerate(true, 1):
        previous, row[0] = row[0], i
        for j, got in enumerate(read, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (wanted != got))
    return 1 - row[-1] / max(len(true), len(read), 1)
