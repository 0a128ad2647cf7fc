"""What can be said of each engine without loading one: for a process that must never hold an engine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from .. import models
from . import coverage, registry

PPOCR_VERSION = "6"
_ASK = "import tesserocr; print(tesserocr.tesseract_version().split()[1])"
_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Card:
    """``version`` as results have it, None where only the loaded engine knows; ``languages`` are the BCP 47 tags of
    those that it reads here and now, None where that is not known."""

    name: str
    version: str | None
    available: bool
    languages: tuple[str, ...] | None


def cards() -> tuple[Card, ...]:
    """Every engine, in the registry's order."""
    return tuple(_card(name) for name in registry.names())


def readable(engine: str = "") -> list[str]:
    """BCP 47 tags of the languages that ``engine`` reads here and now; of all engines when it does not say, or when
    none is named."""
    there = [card for card in cards() if card.available]
    tags = next((card.languages for card in there if card.name == engine), None)
    return sorted(tags if tags is not None else {tag for card in there for tag in card.languages or ()})


def _card(name: str) -> Card:
    if name == "ppocr":
        return Card(name, PPOCR_VERSION, _ppocr_there(), tuple(sorted(coverage.ppocr())))
    if name == "tesseract":
        tags = coverage.tesseract()
        return Card(name, _tesseract_version(), bool(tags) and _tesseract_version() is not None, tuple(sorted(tags)))
    if name == "auto":
        tags = coverage.ppocr() | coverage.tesseract()
        return Card(name, None, _ppocr_there(), tuple(sorted(tags)))
    return Card(name, None, True, None)


def _ppocr_there() -> bool:
    return find_spec("onnxruntime") is not None and all(model.path.is_file() for model in models.manifest().values())


@cache
def _tesseract_version() -> str | None:
    """Tesseract's own version, which only its library knows: asked once, in a process that may load it."""
    try:
        asked = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", _ASK], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip() or None
