"""Orientation and script of a page, by Tesseract's own detection (trained data ``osd``)."""

from __future__ import annotations

from dataclasses import dataclass

import tesserocr

from ...errors import EngineMissing
from ...page import Pixels
from . import tessdata

# Tesseract's script names -> the script names of our table of languages (ISO 15924).
SCRIPTS = {
    "Arabic": "Arab", "Armenian": "Armn", "Bengali": "Beng", "Canadian_Aboriginal": "Cans", "Cherokee": "Cher",
    "Cyrillic": "Cyrl", "Devanagari": "Deva", "Ethiopic": "Ethi", "Fraktur": "Latf", "Georgian": "Geor",
    "Greek": "Grek", "Gujarati": "Gujr", "Gurmukhi": "Guru", "Han": "Hans", "Hangul": "Kore", "Hebrew": "Hebr",
    "Hiragana": "Jpan", "Japanese": "Jpan", "Kannada": "Knda", "Katakana": "Jpan", "Khmer": "Khmr", "Korean": "Kore",
    "Lao": "Laoo", "Latin": "Latn", "Malayalam": "Mlym", "Myanmar": "Mymr", "Oriya": "Orya", "Sinhala": "Sinh",
    "Syriac": "Syrc", "Tamil": "Taml", "Telugu": "Telu", "Thaana": "Thaa", "Thai": "Thai", "Tibetan": "Tibt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Detection:
    """A detected script and rotation. ``script`` is ISO 15924 ("" if Tesseract's name for it is unknown); ``rotation``
    is the clockwise turn in degrees that makes the page upright. Tesseract's confidences start at 0 and have no
    maximum."""

    script: str
    script_confidence: float
    rotation: int
    rotation_confidence: float


class Detector:
    """Tesseract's detection, loaded once (10 MB of data) and used by one thread at a time."""

    def __init__(self) -> None:
        path = tessdata.find("osd")
        if path is None:
            raise EngineMissing("Tesseract's data for scripts (osd.traineddata) was not found")
        try:
            self._api = tesserocr.PyTessBaseAPI(
                path="/",
                lang=tessdata.address([path]),
                psm=tesserocr.PSM.OSD_ONLY,
                oem=tesserocr.OEM.TESSERACT_ONLY,
                variables={"debug_file": "/dev/null"},
            )
        except RuntimeError as error:
            raise EngineMissing(f"Tesseract cannot load {path}: {error}") from error

    def detect(self, pixels: Pixels) -> Detection | None:
        """Detect script and rotation of ``pixels`` (height x width x 3, RGB); None when there is too little text.

        Tesseract returns the page's own clockwise turn; our ``rotation`` is the turn that undoes it.
        """
        height, width = pixels.shape[:2]
        self._api.SetImageBytes(pixels.tobytes(), width, height, 3, 3 * width)
        self._api.SetSourceResolution(300)
        try:
            found = self._api.DetectOrientationScript()
        finally:
            self._api.Clear()
        if not found:
            return None
        return Detection(
            SCRIPTS.get(found["script_name"], ""), float(found["script_conf"]),
            -int(found["orient_deg"]) % 360, float(found["orient_conf"]),
        )  # fmt: skip
