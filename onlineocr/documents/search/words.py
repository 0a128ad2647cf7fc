"""Splits text into words as they are indexed and compared, with positions, and makes the skeleton of a word.

A word is a run of letters, marks and digits. Each character of a script that writes no spaces (Han, kana, Thai ...) is
a word of its own, and so is each syllable of Hangul, since Korean writes particles and parts of compounds together
with their word. Words are compared without case, compatibility forms (NFKC), accents of Latin, Greek and Cyrillic,
Arabic and Hebrew vowel signs, tatweel, and invisible characters (soft hyphens, joiners); digits of all scripts are one.
Marks that are letters stay, as those of Devanagari.

The *skeleton* of a word has one character in place of each of those that OCR takes for one another, in the
manner of Unicode Technical Standard 39, section 4: words are look-alikes when their skeletons are equal. Hebrew and
Arabic write article, conjunction and prepositions together with the word that follows; the skeleton leaves them off.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 64
"""A word is cut after so many characters, in text and query alike: both databases limit the length of words."""

_CHUNK = re.compile(r"\S+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_KEPT = 24  # characters; longer pieces of text are seldom met again
# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, CJK ideographs and their extensions; and Hangul.
_SINGLE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Words written together with the next word; at least three letters are left. Hebrew: and, the, in, to, from, as, that.
# Arabic: the article after conjunctions and prepositions.
_PREFIXES = re.compile("[ו]?[כמש]?[בהלמ]?(?=[א-ת]{3})|[وف]?(?:[بك]?ال|لل)(?=[ء-ي]{3})|و(?=[ء-ي]{4})")
# Thai and Lao write a tone before or after the vowel above, by the typist's habit; it looks the same.
_ABOVE = re.compile("[\u0e48-\u0e4b]\u0e4d|[\u0ec8-\u0ecb]\u0ecd")
# Conjoining vowels and finals of Hangul, and the halfwidth forms of them and of voiced sound marks.
_FOLLOWS = re.compile("[\u1160-\u11ff\uff9e\uff9f\uffa0-\uffdc]")
_NO_SPACE = "\u200b"  # invisible, but it separates words


def _dropped() -> Iterator[int]:
    """Yield accents and vowel signs, which do not count as letters, and variation selectors."""
    for first, last in (
        (0x0300, 0x036F), (0x0483, 0x0487), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20F0),  # accents
        (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7),  # Hebrew points
        (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4),  # Arabic
        (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08CA, 0x08E1), (0x08E3, 0x08FF), (0x0640, 0x0640),
        (0x180B, 0x180D), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),
    ):  # fmt: skip
        yield from range(first, last + 1)


_LETTERS: dict[int, str | None] = dict.fromkeys(_dropped()) | str.maketrans({
    # Letters with a stroke or made of two, which Unicode does not decompose.
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
    # Arabic and Persian forms of one letter; alef with its signs is decomposed.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه",
})  # fmt: skip

_LOOKS: dict[str, str] = {
    "0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "2": "z", "6": "g", "9": "g", "m": "rn", "d": "cl", "w": "vv",
    # Cyrillic and Greek letters that are drawn as Latin ones.
    **dict(zip("авекмнорстухіѕјαβεζικμορτχ", "abekmhopctyxisjabezikmoptx", strict=True)),
    # Kana, ideographs and the long sound mark.
    **dict(zip("ニロカタエハトヘー", "二口力夕工八卜へ一", strict=True)),
}  # fmt: skip
_SKELETON = str.maketrans({
    char: "".join(_LOOKS.get(plain, plain) for plain in look) if look in _LOOKS else look
    for char, look in _LOOKS.items()
})  # fmt: skip


Token = tuple[str, int, int]
"""A word of a text and its position there: [start, end), in code points."""


def split(text: str) -> Iterator[str]:
    """Yield the words of ``text`` as they are indexed."""
    for chunk in text.split():
        for word, _, _ in _words(chunk):
            yield word


def tokens(text: str) -> list[Token]:
    """Return the words of ``text`` with their positions."""
    return _tokens(text, bars=False)


def looks(text: str) -> Iterator[str]:
    """Yield the skeletons of the words of ``text``, with an upright bar beside a letter or digit read as a letter."""
    for chunk in text.split():
        for word, _, _ in _words(_without_bars(chunk)):
            yield skeleton(word)


def tokens_with_bars(text: str) -> list[Token]:
    """Return the words from which `looks` makes skeletons, with their positions."""
    return _tokens(text, bars="|" in text)


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """Return the part of ``word``, made by `split`, that it has in common with all its look-alikes."""
    prefix = _PREFIXES.match(word)
    return (word[prefix.end() :] if prefix else word).translate(_SKELETON)


def stands_alone(char: str) -> bool:
    """Return whether ``char`` is of a script that writes no spaces, and a word by itself."""
    return bool(_SINGLE.match(char)) and char.isalnum()


def _tokens(text: str, *, bars: bool) -> list[Token]:
    words = {chunk: _words(_without_bars(chunk) if bars else chunk) for chunk in set(text.split())}
    return [
        (word, match.start() + start, match.start() + end)
        for match in _CHUNK.finditer(text)
        for word, start, end in words[match[0]]
    ]


def _without_bars(chunk: str) -> str:
    return chunk.replace("|", "l") if "|" in chunk and chunk.strip("|") else chunk


def _words(chunk: str) -> tuple[Token, ...]:
    """Return the words of a text without white space, with their positions in it."""
    return _kept_words(chunk) if len(chunk) <= _KEPT else tuple(_find_words(chunk))


def _find_words(chunk: str) -> Iterator[Token]:
    if chunk.isascii():
        for match in _ASCII_WORD.finditer(chunk.lower()):
            yield match[0][:LONGEST], match.start(), match.end()
        return
    word, begin, last = "", 0, 0
    for start, end in _clusters(chunk):
        for char in _fold(chunk[start:end]):
            single = stands_alone(char)
            if not single and unicodedata.category(char)[0] in "LMN":
                begin = begin if word else start
                word, last = word + char, end
                continue
            if word:
                yield _whole(word), begin, last
            word = ""
            if single:
                yield char, start, end
    if word:
        yield _whole(word), begin, last


def _whole(word: str) -> str:
    if "\u0e4d" in word or "\u0ecd" in word:
        word = _ABOVE.sub(lambda found: found[0][::-1], word)
    return word[:LONGEST]


@lru_cache(maxsize=20_000)
def _kept_words(chunk: str) -> tuple[Token, ...]:
    return tuple(_find_words(chunk))


def _clusters(chunk: str) -> Iterator[tuple[int, int]]:
    """Yield the positions of characters, each with the marks and invisible characters that belong to it."""
    start = 0
    for index in range(1, len(chunk)):
        if not _belongs(chunk[index]):
            yield start, index
            start = index
    yield start, len(chunk)


@lru_cache(maxsize=20_000)
def _belongs(char: str) -> bool:
    if char == _NO_SPACE:
        return False
    return unicodedata.category(char)[0] == "M" or _invisible(char) or bool(_FOLLOWS.match(char))


def _invisible(char: str) -> bool:
    return char != _NO_SPACE and unicodedata.category(char) == "Cf"


@lru_cache(maxsize=20_000)
def _fold(cluster: str) -> str:
    before, folded = "", cluster
    while folded != before:  # twice, mostly: a casefolded text may have a compatibility form
        before = folded
        folded = _fold_once(folded)
    return folded


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(_digit(char) for char in plain.translate(_LETTERS) if not _invisible(char))
    return unicodedata.normalize("NFC", kept)


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
