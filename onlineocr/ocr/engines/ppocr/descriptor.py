"""The engine ``ppocr``, described without loading it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from ... import languages, models
from ...confidence import Curve
from ...errors import EngineMissing, LanguageNotInstalled
from ...languages import Language
from ..descriptor import Descriptor

# From the letters in the recogniser's dictionary: it has no Cyrillic, Arabic, Hebrew, Korean or Indic script, only the
# Greek letters without an accent (formulas), and lacks letters of these languages in the Latin script.
_SCRIPTS = {"Latn", "Hans", "Hant", "Jpan"}
_LACKS = {"vi", "yo"}


class PpOcr(Descriptor):
    """The engine ``ppocr``."""

    name = "ppocr"
    title = "PP-OCR"
    text = "PP-OCRv6 on the CPU: Latin, Chinese and Japanese."
    target = "onlineocr.ocr.engines.ppocr.engine:PpOcr"
    curve = Curve(slope=0.795, offset=-1.676)

    def version(self) -> str:
        return "6"

    def languages(self) -> frozenset[str]:
        return _languages()

    def missing(self) -> EngineMissing | None:
        absent = [model.name for model in models.manifest().values() if not model.path.is_file()]
        if find_spec("onnxruntime") is None:
            absent.append("the package onnxruntime")
        return EngineMissing(f"PP-OCR lacks {', '.join(absent)}") if absent else None

    def lacking(self, language: Language) -> LanguageNotInstalled:
        return LanguageNotInstalled(
            f"The engine 'ppocr' does not read {language.name}", remedy="Use the engine 'auto' or 'tesseract'."
        )

    def stamp(self) -> object:
        return sorted(model.sha256 for model in models.manifest().values())


@cache
def _languages() -> frozenset[str]:
    """Return the BCP 47 tags of the languages that PP-OCRv6 has every letter of."""
    every = (language for language in languages.every() if language.script in _SCRIPTS)
    return frozenset(language.tag for language in every if language.tag not in _LACKS)
