"""The one list of output formats: command line, API, docs and tests derive from it."""

from __future__ import annotations

from . import json, text
from .base import Format

_FORMATS = (
    Format("txt", "text/plain; charset=utf-8", ".txt", "Plain text, a form feed between pages", text.write),
    Format("json", "application/json", ".json", "Everything: words, boxes, confidences", json.write),
)


def names() -> tuple[str, ...]:
    """Every format's name."""
    return tuple(found.name for found in _FORMATS)


def get(name: str) -> Format:
    """The format called ``name``; ValueError names those that there are."""
    for found in _FORMATS:
        if found.name == name:
            return found
    raise ValueError(f"there is no format '{name}'; there are: {', '.join(names())}")
