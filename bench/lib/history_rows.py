"""A history of any length, made straight in the database: several owners, languages, states; words as they are used.

The rows are those that the service would have written: document, run, pages with their texts, search index. The pages'
layouts (``result``) are made only when asked for: no list looks at them, and they fill a disk.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

_COMMON = """
the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you
were her all she there would their we him been has when who will more no if out so said what up its about into than them
can only other new some could time these two may then do first any my now such like our over man me even most made after
also did many before must through back years where much your way well down should because invoice total date amount
number order page tax name street
"""
SYLLABLES = [consonant + vowel for consonant in "bdklmnr" for vowel in "aeiou"]
LANGUAGES = {
    "en": 0.60,
    "de": 0.15,
    "fr": 0.08,
    "es": 0.06,
    "zh": 0.05,
    "ja": 0.03,
    "ru": 0.02,
    "ar": 0.009,
    "ko": 0.001,
}
MEDIA = {"image/jpeg": 0.5, "application/pdf": 0.3, "image/png": 0.17, "image/tiff": 0.025, "image/heic": 0.005}
STATUS = {"succeeded": 0.955, "partial": 0.02, "failed": 0.02, "canceled": 0.005}
PAGES = {1: 0.8, 2: 0.09, 3: 0.05, 8: 0.04, 20: 0.015, 100: 0.005}
OWNERS = {"heavy": 0.6, "second": 0.2, "small": 0.001}
FIRST = datetime(2024, 11, 1, tzinfo=UTC)
VOCABULARY = 60_000
HAN = 3_000
MEAN_WORDS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One document: what its rows hold. ``owner`` None: sent without an account."""

    owner: str | None
    created_at: datetime
    media_type: str
    status: str
    language: str
    file_name: str
    size: int
    texts: tuple[str, ...]
    confidences: tuple[float, ...]

    @property
    def pages(self) -> int:
        return len(self.texts)


def owners(total: int) -> dict[str | None, float]:
    """Each owner's share of ``total`` pages: a heavy one, a second, a small one, some without account, many others."""
    others = max(1, min(200, total // 1000))
    rest = 1 - sum(OWNERS.values()) - 0.02
    return OWNERS | {None: 0.02} | {f"user{number}": rest / others for number in range(others)}


def rows(total: int, seed: int = 1, words: int = MEAN_WORDS) -> Iterator[Row]:
    """Documents with ``total`` pages of about ``words`` words, oldest first; the same for the same seed."""
    chance, draw = random.Random(seed), _Draw(seed, words)
    shares = owners(total)
    made = 0
    while made < total:
        pages = min(total - made, _one(chance, PAGES))
        language = _one(chance, LANGUAGES)
        status = _one(chance, STATUS)
        read = 0 if status in {"failed", "canceled"} else pages
        yield Row(
            owner=_one(chance, shares),
            created_at=FIRST + timedelta(seconds=60 * made + chance.random() * 60),
            media_type=_one(chance, MEDIA),
            status=status,
            language=language,
            file_name=f"{draw.words(1)}_{chance.randrange(10_000):04}.{chance.choice(('jpg', 'pdf', 'png'))}",
            size=int(chance.lognormvariate(12.5, 1.2)),
            texts=tuple(draw.text(language) if number < read else "" for number in range(pages)),
            confidences=tuple(round(min(0.999, chance.betavariate(30, 1.5)), 4) for _ in range(read)),
        )
        made += pages


def _one(chance: random.Random, shares: dict) -> object:  # type: ignore[type-arg]
    return chance.choices(list(shares), list(shares.values()))[0]


class _Draw:
    """Words and Chinese characters by Zipf's law, drawn a million at a time."""

    def __init__(self, seed: int, mean: int = MEAN_WORDS) -> None:
        self._mean = mean
        self._chance = np.random.default_rng(seed)
        self._words = np.array(vocabulary(seed))
        self._han = np.array([chr(0x4E00 + 7 * index % 20_000) for index in range(HAN)])
        self._word_ranks = self._ranks(VOCABULARY)
        self._han_ranks = self._ranks(HAN)

    def words(self, count: int) -> str:
        return " ".join(self._words[self._take("_word_ranks", count)])

    def text(self, language: str) -> str:
        """About so many words as are asked for: some pages have a fifth of it, some five times as many."""
        count = max(3, int(self._chance.lognormal(np.log(self._mean) - 0.18, 0.6)))
        if language in {"zh", "ja"}:
            return "".join(self._han[self._take("_han_ranks", 2 * count)])
        return self.words(count)

    def _ranks(self, size: int) -> Iterator[np.ndarray]:  # type: ignore[type-arg]
        share = 1 / np.arange(1, size + 1) ** 1.05
        edges = np.cumsum(share / share.sum())
        while True:
            yield np.minimum(np.searchsorted(edges, self._chance.random(1_000_000)), size - 1)

    def _take(self, name: str, count: int) -> np.ndarray:  # type: ignore[type-arg]
        left = self.__dict__.setdefault(name + "_left", np.empty(0, dtype=np.int64))
        if len(left) < count:
            left = np.concatenate([left, next(getattr(self, name))])
        self.__dict__[name + "_left"] = left[count:]
        return left[:count]


def vocabulary(seed: int) -> list[str]:
    """``VOCABULARY`` words, most used first: real ones, then made of syllables."""
    chance = random.Random(seed)
    words = dict.fromkeys(_COMMON.split())
    while len(words) < VOCABULARY:
        words["".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 5)))] = None
    return list(words)
