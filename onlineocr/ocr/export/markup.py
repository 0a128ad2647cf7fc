"""Text escaped for XML and HTML, without characters that they forbid."""

from __future__ import annotations

import re

from ..page import Page
from .base import About

_NEWLINE = re.compile("\r\n?")
_FORBIDDEN = re.compile(
    # Controls but tab and newline, halves of surrogate pairs, noncharacters: XML 1.0 (2.2), HTML (parse errors).
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\U0001fffe\U0001ffff]"
)
_IN_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTES = _IN_CONTENT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})
_SPECIAL = re.compile('[&<>"\t\n]')  # most texts have none, and a search is cheaper than a translation
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # xsd:language, and the beginning of a BCP 47 tag


def clean(text: str) -> str:
    """Return ``text`` with U+FFFD for characters that XML and HTML forbid, and with their form of newlines."""
    if text.isprintable():
        return text
    return _FORBIDDEN.sub("\ufffd", _NEWLINE.sub("\n", text))


def content(text: str) -> str:
    """Return ``text`` escaped for use between tags."""
    if text.isalnum():
        return text
    text = clean(text)
    return text.translate(_IN_CONTENT) if _SPECIAL.search(text) else text


def attribute(text: str) -> str:
    """Return ``text`` escaped for use between double quotes. Parsers turn an unescaped line break into a space."""
    if text.isalnum():
        return text
    text = clean(text)
    return text.translate(_IN_ATTRIBUTES) if _SPECIAL.search(text) else text


def attributes(**values: object) -> str:
    """Return ``values``, except None, as attributes, each with a space before it."""
    return "".join(f' {name}="{attribute(str(value))}"' for name, value in values.items() if value is not None)


def language(page: Page | None, about: About) -> str | None:
    """Return the BCP 47 tag of the main language of the page, else of the document."""
    tags = (page.languages if page else ()) or about.languages
    return next((tag for tag in tags if _LANGUAGE.fullmatch(tag)), None)


def share(confidence: float | None) -> str | None:
    """Return a confidence as the schemas require it: 0 to 1, at most four digits after the point."""
    return None if confidence is None else f"{min(1.0, max(0.0, confidence)):.4f}".rstrip("0").rstrip(".") or "0"
