"""The language of a text, by py3langid (BSD licence; its package contains the model, nothing is downloaded)."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import BinaryIO

from py3langid import langid, modelio

from .. import languages

_LETTERS = 20  # with fewer the language cannot be identified; a Chinese or Japanese character counts as three letters
_SURE = 0.5
_SOME = 0.02  # of a text's letters in a script of their own: with fewer it is no language of the text
_LONGEST = 20_000  # characters of the text that are used
_WRITTEN_WITH = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "IDEOGRAPHIC": "CJK", "FULLWIDTH": "LATIN", "HALFWIDTH": "CJK"}
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


@cache
def load() -> langid.LanguageIdentifier:
    """Return the model, loaded once per process; loading takes some 0.4 s.

    py3langid unpacks it to a temporary file. A recogniser process may not write files, so it gets a file in memory.
    """
    tempfile, modelio.tempfile = modelio.tempfile, _InMemory
    try:
        return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    finally:
        modelio.tempfile = tempfile


class _InMemory:
    @staticmethod
    def TemporaryFile(suffix: str) -> BinaryIO:  # noqa: N802  the name in the module tempfile
        return open(os.memfd_create(f"languages{suffix}"), "w+b")  # noqa: PTH123  a descriptor, not a path


def identify(text: str, among: Collection[str], sure: float = _SURE) -> str | None:
    """Return the BCP 47 tag of the language of ``text``, if it is one of ``among``; None when its probability is below
    ``sure``."""
    letters = "".join(char if _is_letter(char) else " " for char in text[:_LONGEST])
    if len(letters.replace(" ", "")) + 2 * len(_DENSE.findall(letters)) < _LETTERS:
        return None
    for label, confidence in load().rank(" ".join(letters.split())):
        if confidence < sure:
            return None
        if (tag := _tag(label, letters)) in among:
            return tag
    return None


def identify_each(text: str, among: Collection[str]) -> tuple[str, ...]:
    """Return the languages of ``text``, identified for each script alone; the one with most letters first."""
    parts = by_script(text).values()
    told = [tag for part in parts if (tag := identify(part, among))] if len(parts) > 1 else []
    return tuple(dict.fromkeys(told or filter(None, [identify(text, among)])))


def by_script(text: str) -> dict[str, str]:
    """Return the words of ``text`` by their script (:func:`script_of`), without rare scripts; the longest part first.
    Kana count as Chinese characters, because Japanese has both."""
    words: dict[str, list[str]] = defaultdict(list)
    for word in text[:_LONGEST].split():
        if script := next((script_of(char) for char in word if char.isalpha()), ""):
            words[_WRITTEN_WITH.get(script, script)].append(word)
    parts = sorted(((script, " ".join(some)) for script, some in words.items()), key=lambda part: -len(part[1]))
    return {script: part for script, part in parts if len(part) >= _SOME * len(text[:_LONGEST])}


def script_of(char: str) -> str:
    """Return the first word of a letter's Unicode name, such as "LATIN" or "CJK"; "" if it has no name."""
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]


def _is_letter(char: str) -> bool:
    """Return whether ``char`` is a letter or a mark: without vowel signs, Hindi and Sanskrit look almost the same."""
    return char.isalpha() or unicodedata.category(char)[0] == "M"


def _tag(label: str, text: str) -> str | None:
    if label == "zh":
        return "zh-Hant" if _unencodable(text, "gb2312") > _unencodable(text, "big5") else "zh-Hans"
    try:
        return languages.parse(label).tag
    except ValueError:
        return None


def _unencodable(text: str, charset: str) -> int:
    """Count the characters of ``text`` that ``charset`` (GB 2312: simplified, Big5: traditional Chinese) lacks."""
    return len(text) - len(text.encode(charset, errors="ignore").decode(charset))
