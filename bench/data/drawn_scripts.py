"""Lines of text in each script, damaged as scans and photographs are, and pictures without text.

Words are those of Django's translations; where it has none in a script, they are made of the script's letters. The
fonts are Debian's:

    apt install fonts-noto-core fonts-noto-cjk fonts-freefont-ttf fonts-dejavu fonts-liberation2 fonts-tlwg-loma ...
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTCollection, TTFont, TTLibError
from PIL import Image, ImageDraw, ImageFont

from bench.data.drawn_pages import DAMAGES, Pixels, number, sentences

NOTHING = "Zzzz"
"""No text at all: ISO 15924 for what has no known script."""
LOCALES = {
    "Latn": ("en", "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "tr", "hu", "ro", "vi", "fi", "hr",
             "id"),
    "Cyrl": ("ru", "ru", "uk", "bg", "sr", "mk", "be", "kk", "mn", "ky", "tg"),
    "Grek": ("el",), "Hani": ("zh_Hans", "zh_Hant", "ja"), "Kore": ("ko",), "Arab": ("ar", "fa", "ckb", "ug", "ur"),
    "Hebr": ("he",), "Deva": ("hi", "mr", "ne"), "Beng": ("bn",), "Guru": ("pa",), "Taml": ("ta",), "Telu": ("te",),
    "Knda": ("kn",), "Mlym": ("ml",), "Thai": ("th",), "Mymr": ("my",), "Geor": ("ka",), "Armn": ("hy",),
    "Khmr": ("km",), "Gujr": (), "Orya": (), "Sinh": (), "Laoo": (), "Tibt": (), "Ethi": (), "Cher": (), "Cans": (),
    "Syrc": (), "Thaa": (),
}  # fmt: skip
"""Script (ISO 15924) -> the locales that its words come from."""
SCRIPTS = (*LOCALES, NOTHING)
_BLOCKS = {
    "Cyrl": (0x410, 0x450), "Arab": (0x620, 0x653), "Hebr": (0x5D0, 0x5EB), "Deva": (0x904, 0x94E),
    "Beng": (0x985, 0x9CE),
    "Guru": (0xA05, 0xA4D), "Gujr": (0xA85, 0xACE), "Orya": (0xB05, 0xB4D), "Taml": (0xB85, 0xBCE),
    "Telu": (0xC05, 0xC4D), "Knda": (0xC85, 0xCCD), "Mlym": (0xD05, 0xD4D), "Sinh": (0xD85, 0xDDF),
    "Thai": (0xE01, 0xE4D), "Laoo": (0xE81, 0xECD), "Tibt": (0xF40, 0xFBD), "Mymr": (0x1000, 0x1039),
    "Geor": (0x10D0, 0x10F1), "Ethi": (0x1200, 0x1358), "Cher": (0x13A0, 0x13F0), "Cans": (0x1401, 0x1677),
    "Khmr": (0x1780, 0x17C6), "Syrc": (0x710, 0x72D), "Thaa": (0x780, 0x7B1), "Grek": (0x3AC, 0x3CF),
    "Kore": (0xAC00, 0xD7A3), "Armn": (0x561, 0x587),
}  # fmt: skip
_FEW = 40  # letters on which a font must agree
_CJK = {"zh_Hans": 2, "zh_Hant": 3, "ja": 0, "ko": 1}
_HANDS = (
    "breip", "kristi", "ruf", "dancing", "ecolier", "isabella", "sjfonts", "delphine", "stevehand", "comic", "tomson",
    "femke", "dkg", "pecita",
)  # fmt: skip
_BY_HAND = 0.3  # of the Latin lines
_UNFIT = (
    "symbol",
    "math",
    "emoji",
    "icon",
    "music",
    "barcode",
    "lastresort",
    "color",
    "dings",
    "openmoji",
    "klingon",
    "futhark",
    "code39",
)


def line(script: str, seed: int, folder: Path) -> tuple[Pixels, str]:
    """A crop of one line in ``script``, and its text; the same for the same ``seed``. ``folder`` has the fonts."""
    chance = random.Random(f"{script} {seed}")
    if script == NOTHING:
        return _textless(chance), ""
    text = next(text for text in iter(lambda: _text(script, chance), "") if _is_in(script, text))
    path, index = chance.choice(
        _hands(folder) if script == "Latn" and chance.random() < _BY_HAND else fonts(script, folder)
    )
    font = ImageFont.truetype(path, chance.choice((14, 18, 22, 28, 36, 48)), index=index)
    pixels = _cropped(_printed(text, font, chance), font.size, chance)
    return damaged(pixels, chance), text


def damaged(pixels: Pixels, chance: random.Random) -> Pixels:
    for damage, share in DAMAGES:
        if chance.random() < share * 0.8:
            pixels = damage(pixels, chance)
    return np.ascontiguousarray(pixels)


def _text(script: str, chance: random.Random) -> str:
    words = list(_words(script, chance))
    if script == "Latn" and chance.random() < 0.25:
        words.insert(chance.randint(0, len(words)), number(chance))
    elif chance.random() < 0.12:
        words.insert(chance.randint(0, len(words)), str(chance.randint(0, 9999)))
    text = (" " if script != "Hani" else "").join(words)
    if chance.random() < 0.1 and text.upper().lower() == text.lower():
        text = text.upper()
    return unicodedata.normalize("NFC", text)


def _words(script: str, chance: random.Random) -> Iterator[str]:
    """One to eight words that follow each other somewhere, or of the script's letters at random."""
    count = chance.choice((1, 1, 2, 3, 4, 5, 6, 8))
    locales = LOCALES[script]
    if locales and (script not in _BLOCKS or chance.random() < 0.8):
        found = " ".join(chance.choices(sentences(chance.choice(locales)), k=4)).split()
        if script == "Hani":
            found = [character for word in found for character in word]
            count *= 3
        start = chance.randint(0, max(0, len(found) - count))
        yield from found[start : start + count]
        return
    letters, marks = _letters(script)
    for _ in range(count):
        syllables = (
            chance.choice(letters) + (chance.choice(marks) if marks and chance.random() < 0.4 else "")
            for _ in range(chance.randint(1, 6))
        )
        yield "".join(syllables)


def _is_in(script: str, text: str) -> bool:
    """Whether most of the letters are of the script: translations keep names such as IPv4."""
    latin = sum("LATIN" in unicodedata.name(one, "") for one in text if one.isalpha())
    letters = sum(map(str.isalpha, text))
    return letters > 0 and (2 * latin >= letters) == (script == "Latn")


@cache
def _letters(script: str) -> tuple[str, str]:
    """The letters of the script's block, and the marks that follow them."""
    start, end = _BLOCKS[script]
    every = [chr(code) for code in range(start, end) if unicodedata.name(chr(code), "")]
    letters = "".join(one for one in every if unicodedata.category(one)[0] == "L")
    return letters, "".join(one for one in every if unicodedata.category(one)[0] == "M")


@cache
def fonts(script: str, folder: Path) -> tuple[tuple[str, int], ...]:
    """Path and index in it of the fonts below ``folder`` that have the script's letters."""
    wanted = _sample(script)
    found = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".ttf", ".otf", ".ttc"} or any(bad in path.name.lower() for bad in _UNFIT):
            continue
        for index, has in enumerate(_maps(path)):
            if sum(ord(letter) in has for letter in wanted) >= 0.97 * len(wanted):
                found.append((str(path), index))
    if not found:
        raise SystemExit(f"No font in {folder} draws {script}. {__doc__}")
    return tuple(found)


def _sample(script: str) -> str:
    if script == "Latn":
        return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéüñçø"
    if script in _BLOCKS:
        letters = _letters(script)[0]
        return letters[:: max(1, len(letters) // _FEW)]
    text = "".join("".join(sentences(locale)[:50]) for locale in LOCALES[script])
    return "".join(sorted({one for one in text if one.isalpha() and one > "\u2e80"}))[::8]


@cache
def _hands(folder: Path) -> tuple[tuple[str, int], ...]:
    """The Latin fonts that look as if written by hand."""
    return tuple(font for font in fonts("Latn", folder) if any(hand in font[0].lower() for hand in _HANDS))


@cache
def _maps(path: Path) -> tuple[frozenset[int], ...]:
    try:
        faces = TTCollection(path).fonts if path.suffix.lower() == ".ttc" else [TTFont(path, lazy=True)]
        return tuple(frozenset(face.getBestCmap() or ()) for face in faces)
    except (TTLibError, OSError, AssertionError):  # a font in a format that nobody needs
        return ()


def _printed(text: str, font: ImageFont.FreeTypeFont, chance: random.Random) -> Pixels:
    """The line with its neighbours' ink now and then above or below, on paper of a colour."""
    left, top, right, bottom = font.getbbox(text)
    size = font.size
    width, height = round(right - left) + 4 * round(size), round(bottom - top) + 4 * round(size)
    canvas = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(canvas)
    pen.text((2 * size - left, 2 * size - top), text, 255, font=font)
    if chance.random() < 0.3:
        step = size * chance.uniform(1.15, 1.6)
        for way in (-1, 1):
            pen.text((2 * size - left, 2 * size - top + way * step), text[::-1], 255, font=font)
    paper = np.array([chance.randint(190, 255) for _ in range(3)])
    ink = np.array([chance.randint(0, 130)] * 3) + np.array([chance.randint(-20, 40) for _ in range(3)]).clip(0)
    if chance.random() < 0.12:
        paper, ink = ink, paper
    share = np.asarray(canvas, np.float32)[:, :, None] / 255
    return np.asarray((paper * (1 - share) + ink * share).clip(0, 255), np.uint8)


def _cropped(pixels: Pixels, size: float, chance: random.Random) -> Pixels:
    """About as a detector crops a line: its letters with some paper round them."""
    room = round(2 * size)
    up, down, left, right = (chance.uniform(-0.02, 0.3) for _ in range(4))
    height, width = pixels.shape[:2]
    top, bottom = round(room - up * size), round(height - room + down * size)
    start, end = round(room - left * size), round(width - room + right * size)
    return pixels[max(0, top) : max(top + 6, bottom), max(0, start) : max(start + 6, end)]


def _textless(chance: random.Random) -> Pixels:
    """Strokes, rules, textures and edges that are no text."""
    height, width = chance.randint(12, 60), chance.randint(20, 600)
    paper, ink = chance.randint(120, 255), chance.randint(0, 110)
    canvas = np.full((height, width), paper, np.uint8)
    noise = np.random.default_rng(chance.randint(0, 2**31))
    kind = chance.randint(0, 5)
    if kind == 0:
        cells = noise.uniform(0, 255, (chance.randint(2, 8), chance.randint(2, 40))).astype(np.float32)
        canvas = cv2.resize(cells, (width, height), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)
    elif kind == 1:
        for _ in range(chance.randint(1, 4)):
            y = chance.randint(0, height)
            cv2.line(canvas, (0, y), (width, y + chance.randint(-3, 3)), ink, chance.randint(1, 5))
    elif kind == 2:
        for x in np.cumsum(noise.integers(2, 9, width // 4)):
            cv2.line(canvas, (int(x), 0), (int(x), height), ink, int(noise.integers(1, 4)))
    elif kind == 3:
        points = np.stack(
            [np.linspace(0, width, 40), height * (0.5 + 0.4 * np.sin(noise.normal(0, 1, 40).cumsum()))], 1
        )
        cv2.polylines(canvas, [points.astype(np.int32)], isClosed=False, color=ink, thickness=chance.randint(1, 3))
    elif kind == 4:
        for _ in range(chance.randint(2, 30)):
            center = (chance.randint(0, width), chance.randint(0, height))
            axes = (chance.randint(1, 20), chance.randint(1, 20))
            cv2.ellipse(
                canvas, center, axes, chance.randint(0, 180), 0, chance.randint(90, 360), ink, chance.choice((-1, 1, 2))
            )
    else:
        cells = noise.uniform(0, 255, (height, width)).astype(np.float32)
        canvas = cv2.GaussianBlur(cells, (0, 0), chance.uniform(0.6, 4))
        canvas = cv2.normalize(canvas, None, ink, paper, cv2.NORM_MINMAX).astype(np.uint8)
    return damaged(cv2.cvtColor(canvas, cv2.COLOR_GRAY2RGB), chance)
