"""The engine ``tesseract``, described without loading it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from functools import cache

from ... import languages
from ...confidence import Curve
from ...errors import EngineMissing, LanguageNotInstalled
from ...languages import Language
from ..descriptor import Descriptor
from . import tessdata

_ASK = "import tesserocr; print(tesserocr.tesseract_version().split()[1])"
_SECONDS = 20


class Tesseract(Descriptor):
    """The engine ``tesseract``."""

    name = "tesseract"
    title = "Tesseract"
    text = "Tesseract 5 with the LSTM recogniser only; one thread, no process of its own."
    target = "onlineocr.ocr.engines.tesseract.engine:Tesseract"
    curve = Curve(slope=0.836, offset=-0.581)
    reads_lines = True

    def version(self) -> str | None:
        return _version()

    def languages(self) -> frozenset[str]:
        return frozenset(language.tag for language in tessdata.installed_languages())

    def missing(self) -> EngineMissing | None:
        if self.version() is None:
            return EngineMissing("Tesseract's library (the package tesserocr) cannot be loaded")
        return self.without_data()

    def without_data(self) -> EngineMissing | None:
        """Return the error when no trained data is found; starts no other process."""
        if tessdata.installed():
            return None
        folders = ", ".join(map(str, tessdata.folders()))
        return EngineMissing(f"Tesseract has no trained data in any of: {folders}")

    def lacking(self, language: Language) -> LanguageNotInstalled:
        """Return the error for a ``language``; API and command line add how its trained data is installed."""
        if not language.tesseract:
            return LanguageNotInstalled(f"Tesseract does not read {language.name}", remedy="Use the engine 'auto'.")
        return LanguageNotInstalled(
            f"{language.name} is not installed: the trained data '{language.tesseract}' is missing"
        )

    def models(self, tags: Iterable[str]) -> tuple[str, ...]:
        return tuple(languages.parse(tag).tesseract for tag in tags)

    def stamp(self) -> object:
        files = tessdata.installed().values()
        return sorted((str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files)


@cache
def _version() -> str | None:
    """Return Tesseract's own version, which only its library knows: read once, in a process that may load it."""
    try:
        asked = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-P", "-c", _ASK], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip() or None
