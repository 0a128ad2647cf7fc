"""The evaluation sets: how each is compared, and in which language its pictures are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.lib.scoring import Rules
from onlineocr.ocr import languages

SETS = {
    "receipts_sroie": Rules(fold_case=True),
    "docs_scribe": Rules(),
    "screenshots_ui": Rules(ordered=False),
    "forms_funsd": Rules(ordered=False),
    "typed_ehri": Rules(),
    "print_book_en": Rules(),
    "print_hist_de": Rules(plain_s=True),
    "print_hist_fr17": Rules(plain_s=True),
    "pdf_textlayer": Rules(ordered=False),
    "multilingual_udhr": Rules(),
    "handwriting": Rules(),
    "scene_icdar15": Rules(ordered=False),
    "scene_svt": Rules(fold_case=True, listed_only=True, ordered=False),
    "lines_arabic": Rules(bare_arabic=True),
    "pages_devanagari": Rules(danda=True),
}
LANGUAGES = {"lines_arabic": "ara", "pages_devanagari": "san", "print_hist_de": "frk", "print_hist_fr17": "fra"}
"""Tesseract's language for the sets whose pictures do not name theirs, or whose type it has data for."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture with its true text. ``language`` is Tesseract's name; ``words`` are the truth's pieces with their
    boxes (left, top, right, bottom in pixels), each a word only where ``level`` is "word"; ``ignored`` are the boxes
    of what nobody could read."""

    set: str
    path: Path
    truth: str
    language: str
    level: str = ""
    words: tuple[tuple[str, tuple[float, ...]], ...] = ()
    ignored: tuple[tuple[float, ...], ...] = ()

    @property
    def rules(self) -> Rules:
        return SETS[self.set]


def samples(folder: Path, limit: int | None = None) -> list[Sample]:
    """Every picture of the set in ``folder`` that has a true text; with ``limit``, as many, spread over the set."""
    found = list(_samples(folder))
    if limit is None or limit >= len(found):
        return found
    return [found[index * len(found) // limit] for index in range(limit)]


def _samples(folder: Path) -> Iterator[Sample]:
    for path in sorted(folder.iterdir()):
        truth, described = path.with_suffix(".txt"), path.with_suffix(".json")
        if path.suffix in {".txt", ".json"} or not truth.is_file():
            continue
        known: dict[str, Any] = json.loads(described.read_text(encoding="utf-8")) if described.is_file() else {}
        pieces = [piece for piece in known.get("words", []) if piece.get("box")]
        yield Sample(
            set=folder.name,
            path=path,
            truth=truth.read_text(encoding="utf-8"),
            language=_language(folder.name, known.get("lang") or "en"),
            level=known.get("level", ""),
            words=tuple((piece["text"], tuple(piece["box"])) for piece in pieces if not piece.get("ignore")),
            ignored=tuple(tuple(piece["box"]) for piece in pieces if piece.get("ignore")),
        )


def _language(name: str, tag: str) -> str:
    return LANGUAGES.get(name) or languages.parse(tag.replace("_", "-")).tesseract
