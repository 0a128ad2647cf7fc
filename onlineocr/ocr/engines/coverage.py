"""Which engine reads which language: known without loading an engine, so that an edge can refuse a request at once."""

from __future__ import annotations

from functools import cache

from .. import languages
from ..errors import LanguageNotInstalled
from .tesseract import tessdata

# By the letters in the recogniser's dictionary: it has no Cyrillic, Arabic, Hebrew, Korean or Indic script, of Greek
# only the letters without an accent (formulas), and lacks letters of these languages in the Latin script.
_PPOCR_SCRIPTS = {"Latn", "Hans", "Hant", "Jpan"}
_PPOCR_LACKS = {"vi", "yo"}


@cache
def ppocr() -> frozenset[str]:
    """BCP 47 tags of the languages that PP-OCRv6 has every letter of."""
    every = (language for language in languages.every() if language.script in _PPOCR_SCRIPTS)
    return frozenset(language.tag for language in every if language.tag not in _PPOCR_LACKS)


def tesseract() -> frozenset[str]:
    """BCP 47 tags of the languages whose trained data is installed."""
    return frozenset(language.tag for language in tessdata.installed_languages())


def check(engine: str, tags: tuple[str, ...]) -> None:
    """Raise :class:`LanguageNotInstalled` for the first of ``tags`` that our ``engine`` cannot read.

    Nothing is known here about engines of other packages; they answer for themselves.
    """
    known = _readable(engine)
    for tag in tags:
        if known is not None and tag not in known:
            raise _missing(tag, engine)


def _readable(engine: str) -> frozenset[str] | None:
    if engine == "ppocr":
        return ppocr()
    if engine == "tesseract":
        return tesseract()
    return ppocr() | tesseract() if engine == "auto" else None


def _missing(tag: str, engine: str) -> LanguageNotInstalled:
    """The error for the language ``tag``; the edges say how its trained data is added."""
    language = languages.parse(tag)
    if engine == "ppocr":
        return LanguageNotInstalled(
            f"The engine 'ppocr' does not read {language.name}", remedy="Use the engine 'auto' or 'tesseract'."
        )
    if not language.tesseract:
        return LanguageNotInstalled(f"Tesseract does not read {language.name}", remedy="Use the engine 'auto'.")
    return LanguageNotInstalled(f"{language.name} is not installed: the trained data '{language.tesseract}' is missing")
