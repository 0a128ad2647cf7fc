"""Languages by the names that people, standards and engines give them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """``tag`` is BCP 47, ``tesseract`` the name of its trained data, ``script`` ISO 15924."""

    tag: str
    tesseract: str
    name: str
    script: str


_TABLE = (
    Language("en", "eng", "English", "Latn"),
    Language("de", "deu", "German", "Latn"),
    Language("fr", "fra", "French", "Latn"),
    Language("ru", "rus", "Russian", "Cyrl"),
    Language("zh-Hans", "chi_sim", "Chinese (simplified)", "Hans"),
)
_BY_NAME = {name.lower(): language for language in _TABLE for name in (language.tag, language.tesseract)}


def parse(name: str) -> Language:
    """The language called ``name`` (BCP 47, ISO 639 or Tesseract's name); ValueError if unknown."""
    try:
        return _BY_NAME[name.lower()]
    except KeyError:
        raise ValueError(f"'{name}' is not a known language code") from None
