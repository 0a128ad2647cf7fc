"""The engine ``auto``, described without loading it."""

from __future__ import annotations

from ..errors import EngineMissing, LanguageNotInstalled
from ..languages import Language
from . import registry
from .descriptor import Descriptor
from .line_readers import LineReaders

FINDER = "ppocr"
"""The engine that finds all lines, and detects the script of those that it cannot read."""


class Auto(Descriptor):
    """The engine ``auto``."""

    name = "auto"
    title = "auto"
    text = "The default. It holds the other engines, each loaded when first needed."
    target = "onlineocr.ocr.engines.auto:Auto"
    delegates = True

    def version(self) -> str:
        return "1"

    def languages(self) -> frozenset[str]:
        return (registry.describe(FINDER).languages() or frozenset()) | frozenset(LineReaders.here())

    def missing(self) -> EngineMissing | None:
        return registry.describe(FINDER).missing()

    def lacking(self, language: Language) -> LanguageNotInstalled:
        return registry.describe("tesseract").lacking(language)

    def stamp(self) -> object:
        return None  # the stamps of the engines that read for it are enough
