"""Untrusted file names, made safe to unpack on any system."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MOST_BYTES = 180
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def safe(name: str, instead: str) -> str:
    """Return ``name`` as one path segment valid on Linux, macOS and Windows, or ``instead`` if nothing of it is
    left."""
    visible = "".join(char for char in name if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Zl", "Zp"})
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", visible)).strip(". ")
    if not plain:
        return instead
    return _shortened(f"_{plain}" if _RESERVED.match(plain) else plain)


def _shortened(name: str) -> str:
    if len(name.encode()) <= MOST_BYTES:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > 20:
        suffix = ""
    stem = name.removesuffix(suffix).encode()[: MOST_BYTES - len(suffix.encode())].decode(errors="ignore")
    return stem.rstrip(". ") + suffix


class Unique:
    """Numbers repeated names: ``scan.png``, ``scan (2).png``. Upper and lower case count as the same."""

    def __init__(self, *taken: str) -> None:
        self._taken = {_folded(name): 1 for name in taken}

    def name(self, wanted: str) -> str:
        """Return ``wanted``, or its next free number."""
        folded = _folded(wanted)
        if folded not in self._taken:
            self._taken[folded] = 1
            return wanted
        path = PurePosixPath(wanted)
        while True:
            self._taken[folded] += 1
            numbered = f"{path.stem} ({self._taken[folded]}){path.suffix}"
            if _folded(numbered) not in self._taken:
                self._taken[_folded(numbered)] = 1
                return numbered


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
