"""Pages of text drawn with their true text and damaged as scans and photographs are: what confidences are fitted on.

Nothing of the evaluation data is used. The sentences are Django's own translations, the fonts Debian's:

    apt install fonts-dejavu fonts-freefont-ttf fonts-liberation2 fonts-noto-core fonts-noto-cjk
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import django
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

FONTS = Path("/usr/share/fonts")
LOCALES = Path(django.__file__).parent / "conf" / "locale"
_UNFIT = (
    "symbol",
    "math",
    "emoji",
    "icon",
    "Initials",
    "Keyboard",
    "Condensed",
    "Display",
    "Music",
    "Nastaliq",
    "Kufi",
)
_SPACELESS = {"ja", "zh_Hans", "zh_Hant", "th"}
_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """``pixels``: height x width x 3, RGB; ``text``: what it says, a line a line; ``locale``: Django's name."""

    pixels: Pixels
    text: str
    locale: str


def drawn(locale: str, seed: int) -> DrawnPage:
    """One page in the language, the same one for the same ``seed``."""
    chance = random.Random(f"{locale} {seed}")
    size = chance.choice((14, 18, 18, 22, 22, 28, 40))
    path, index = chance.choice(fonts(locale))
    body = ImageFont.truetype(path, size, index=index)
    lines = [_line(locale, chance) for _ in range(chance.randint(8, 16))]
    lines = [_fitted(line, body, _WIDTH - 80, joined=locale in _SPACELESS) for line in lines]
    pixels = _printed(lines, body, chance)
    for damage, share in DAMAGES:
        if chance.random() < share:
            pixels = damage(pixels, chance)
    return DrawnPage(np.ascontiguousarray(pixels), "\n".join(lines), locale)


def plain(locale: str, seed: int, size: int = 20, paper: int = 245, ink: int = 25) -> DrawnPage:
    """One page in grey that nothing has damaged, in letters of ``size`` pixels: for those who damage it in one way."""
    chance = random.Random(f"plain {locale} {seed}")
    path, index = chance.choice(fonts(locale))
    body = ImageFont.truetype(path, size, index=index)
    lines = [_line(locale, chance) for _ in range(12)]
    lines = [_fitted(line, body, _WIDTH - 80, joined=locale in _SPACELESS) for line in lines]
    pixels = _inked(lines, body, size * 1.7, np.full(3, paper), np.full(3, ink))
    return DrawnPage(pixels, "\n".join(lines), locale)


@cache
def fonts(locale: str) -> tuple[tuple[str, int], ...]:
    """Path and index in it of the fonts that draw the language's letters."""
    letters = sorted({letter for text in sentences(locale) for letter in text if letter.isalpha()})
    found = sorted(str(path) for end in ("ttf", "otf", "ttc") for path in FONTS.rglob(f"*.{end}"))
    cjk = {"ja": 0, "ko": 1, "zh_Hans": 2, "zh_Hant": 3}.get(locale, 0)
    named = [(path, cjk if path.endswith("ttc") else 0) for path in found if not any(bad in path for bad in _UNFIT)]
    usable = tuple(one for one in named if _draws(*one, letters[:: max(1, len(letters) // 60)]))
    if not usable:
        raise SystemExit(f"No font in {FONTS} draws {locale}. {__doc__}")
    return usable


def _draws(path: str, index: int, letters: list[str]) -> bool:
    try:
        font = ImageFont.truetype(path, 20, index=index)
        unknown = bytes(font.getmask("\uffff"))
        return all((mask := bytes(font.getmask(letter))) and mask != unknown for letter in letters)
    except OSError:
        return False


@cache
def sentences(locale: str) -> tuple[str, ...]:
    """The texts of Django's catalogue that hold nothing to be filled in."""
    catalogue = (LOCALES / locale / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    key = "msgid" if locale == "en" else "msgstr"
    entries = re.findall(rf'^{key}(?:\[\d\])? ((?:"[^\n]*"\n?)+)', catalogue, re.MULTILINE)
    texts = ["".join(re.findall(r'"(.*)"', entry)).replace('\\"', '"').replace("\\n", " ") for entry in entries]
    plain = (
        unicodedata.normalize("NFC", text) for text in texts if text and not re.search(r"[%{<\\]|Project-Id", text)
    )
    return tuple(sorted(set(plain)))


def _line(locale: str, chance: random.Random) -> str:
    kind = chance.random()
    text = chance.choice(sentences(locale))
    if kind < 0.25:
        text = f"{text} {number(chance)}"
    elif kind < 0.35:
        text = f"{_code(chance)}  {text}"
    elif kind < 0.45:
        text = "  ".join(number(chance) for _ in range(chance.randint(2, 5)))
    elif kind < 0.75:
        text = " ".join([text, *chance.choices(sentences(locale), k=2)])
    return text.upper() if chance.random() < 0.15 and text.upper().lower() == text.lower() else text


def number(chance: random.Random) -> str:
    value = f"{chance.choice((chance.randint(0, 99), chance.randint(0, 99999))):,}"
    value += chance.choice(("", f".{chance.randint(0, 99):02d}", f".{chance.randint(0, 9)}"))
    before, after = (
        chance.choice(("", "", "", "$", "€", "-", "No. ", "#")),
        chance.choice(("", "", "", "%", " kg", " EUR")),
    )
    mark = chance.choice("/.-")
    date = f"{chance.randint(1, 31):02d}{mark}{chance.randint(1, 12):02d}{mark}{chance.randint(1960, 2030)}"
    return date if chance.random() < 0.3 else before + value + after


def _code(chance: random.Random) -> str:
    return "".join(chance.choice("0123456789ABCDEFGHJKLMNPRSTUVWXYZ-") for _ in range(chance.randint(4, 10))).strip("-")


def _fitted(line: str, font: ImageFont.FreeTypeFont, width: float, *, joined: bool) -> str:
    """As much of ``line`` as fits."""
    while font.getlength(line) > width and len(line) > 1:
        line = line[:-1] if joined or " " not in line else line.rpartition(" ")[0]
    return line.strip()


def _printed(lines: list[str], font: ImageFont.FreeTypeFont, chance: random.Random) -> Pixels:
    """Ink on paper, in colour, dark on light or now and then the reverse."""
    step = font.size * chance.uniform(1.5, 2.2)
    paper = np.array([chance.randint(190, 255) for _ in range(3)])
    ink = np.array([chance.randint(0, 130)] * 3) + np.array([chance.randint(-20, 40) for _ in range(3)]).clip(0)
    if chance.random() < 0.1:
        paper, ink = ink, paper
    return _inked(lines, font, step, paper, ink)


def _inked(
    lines: list[str], font: ImageFont.FreeTypeFont, step: float, paper: npt.NDArray[Any], ink: npt.NDArray[Any]
) -> Pixels:
    canvas = Image.new("L", (_WIDTH, round(step * len(lines) + 3 * font.size)), 0)
    pen = ImageDraw.Draw(canvas)
    for row, line in enumerate(lines):
        left = 40.0
        if unicodedata.bidirectional(next((one for one in line if one.isalpha()), "a")) in {"R", "AL"}:
            left = _WIDTH - 40 - font.getlength(line)
        pen.text((left, font.size + row * step), line, 255, font=font)
    share = np.asarray(canvas, np.float32)[:, :, None] / 255
    return np.asarray((paper * (1 - share) + ink * share).clip(0, 255), np.uint8)


def _shrunk(pixels: Pixels, chance: random.Random) -> Pixels:
    """Small and brought back, as enlarged pictures of little resolution are."""
    factor = chance.uniform(0.45, 0.8)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def _blurred(pixels: Pixels, chance: random.Random) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), chance.uniform(0.4, 1.6)), np.uint8)


def _noisy(pixels: Pixels, chance: random.Random) -> Pixels:
    noise = np.random.default_rng(chance.randint(0, 2**31)).normal(0, chance.uniform(4, 40), pixels.shape)
    return np.asarray(np.clip(pixels + noise, 0, 255), np.uint8)


def _worn(pixels: Pixels, chance: random.Random) -> Pixels:
    """Uneven ink: places in which the text is fainter."""
    chances = np.random.default_rng(chance.randint(0, 2**31))
    coarse = chances.uniform(chance.uniform(0.1, 0.8), 1, (24, 40)).astype(np.float32)
    mask = cv2.resize(coarse, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)[:, :, None]
    paper = np.median(pixels.reshape(-1, 3), axis=0)
    return np.asarray(np.clip(paper + (pixels - paper) * mask, 0, 255), np.uint8)


def _faxed(pixels: Pixels, chance: random.Random) -> Pixels:
    """Black and white, strokes grown or eaten away."""
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)
    hard = (gray > level + chance.uniform(-35, 35)).astype(np.uint8) * 255
    return np.asarray(cv2.cvtColor(hard, cv2.COLOR_GRAY2RGB), np.uint8)


def _leaning(pixels: Pixels, chance: random.Random) -> Pixels:
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-1.5, 1.5), 1)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _jpeg(pixels: Pixels, chance: random.Random) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=chance.randint(8, 70))
    return np.asarray(Image.open(buffer).convert("RGB"), np.uint8)


_Damage = Callable[[Pixels, random.Random], Pixels]
DAMAGES: tuple[tuple[_Damage, float], ...] = (
    (_leaning, 0.2), (_worn, 0.3), (_shrunk, 0.3), (_blurred, 0.4), (_noisy, 0.4), (_faxed, 0.2), (_jpeg, 0.4),
)  # fmt: skip
