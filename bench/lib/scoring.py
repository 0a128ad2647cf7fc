"""How close a reading is to the true text: word F1 and character error rate.

Both sides are normalised alike, so that no engine gains by its taste in quotation marks or dashes, or by joining the
halves of a word that is broken at a line's end, or leaving them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_SIGNS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "¬": "-", "–": "-", "—": "-", "−": "-", "•": "·", "●": "·", "\u00ad": "",
    }
)  # fmt: skip
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_BROKEN = re.compile(r"(?<=[^\W\d_])-[^\S\n]*\n\s*([^\W\d_])")
_ARABIC_MARKS = re.compile(r"[\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a set wants to be compared. ``plain_s``: long s is s; ``bare_arabic``: no vowel marks, no tatweel;
    ``danda``: Indic full stops are one kind; ``listed_only``: the reference lists some words only."""

    fold_case: bool = False
    plain_s: bool = False
    bare_arabic: bool = False
    danda: bool = False
    listed_only: bool = False
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over pictures. ``edits`` are characters to insert, delete or replace."""

    matched: int = 0
    found: int = 0
    true: int = 0
    edits: int = 0
    characters: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.matched + other.matched,
            self.found + other.found,
            self.true + other.true,
            self.edits + other.edits,
            self.characters + other.characters,
        )

    @property
    def recall(self) -> float:
        return self.matched / self.true if self.true else float(not self.found)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over the words, each counted as often as it occurs."""
        both = self.found + self.true
        return 2 * self.matched / both if both else 1.0

    @property
    def cer(self) -> float:
        """Edits per true character; above 1 where more is wrong than is there."""
        return self.edits / self.characters if self.characters else float(bool(self.edits))


def score(reading: str, truth: str, rules: Rules = Rules()) -> Score:
    """Compare ``reading`` with ``truth``."""
    read, true = normalized(reading, rules), normalized(truth, rules)
    found, wanted = words(read), words(true)
    matched = (found & wanted).total()
    return Score(matched, found.total(), wanted.total(), distance(read, true), len(true))


def normalized(text: str, rules: Rules, *, join: bool = True) -> str:
    """``text`` in NFKC with plain signs and single spaces, and what ``rules`` ask for. With ``join`` a word broken at a
    line's end is one word."""
    text = text.replace("ſ", "s") if rules.plain_s else text
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    if join:
        text = _BROKEN.sub(lambda found: found[1] if found[1].islower() else found[0], text)
    if rules.fold_case:
        text = text.casefold()
    if rules.bare_arabic:
        text = _ARABIC_MARKS.sub("", text)
    if rules.danda:
        text = text.replace("।।", "॥").replace("||", "॥").replace("|", "।")
        text = re.sub(r"\s*([।॥])\s*", r" \1 ", text)
    return " ".join(text.split())


def words(text: str) -> Counter[str]:
    """The words of normalised ``text``; in scripts that put no spaces, the characters."""
    return Counter(_UNSPACED.sub(r" \1 ", text).split())


def distance(left: str, right: str) -> int:
    """Levenshtein distance, by Myers' bit vectors (1999) as Hyyrö (2003) states them."""
    if not left or not right:
        return len(left) or len(right)
    full, top = (1 << len(left)) - 1, 1 << (len(left) - 1)
    places: dict[str, int] = {}
    for index, character in enumerate(left):
        places[character] = places.get(character, 0) | 1 << index
    plus, minus, edits = full, 0, len(left)
    for character in right:
        match = places.get(character, 0)
        diagonal = ((((match & plus) + plus) ^ plus) | match | minus) & full
        across_plus = (minus | ~(diagonal | plus)) & full
        across_minus = plus & diagonal
        edits += bool(across_plus & top) - bool(across_minus & top)
        across_plus = ((across_plus << 1) | 1) & full
        across_minus = (across_minus << 1) & full
        plus = (across_minus | ~(diagonal | across_plus)) & full
        minus = across_plus & diagonal
    return edits
