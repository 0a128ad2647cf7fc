"""Remedies for errors at the command line, and the texts of the commands' messages."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from onlineocr.ocr.errors import LanguageNotInstalled, OcrError

from .datafolder import option


def command() -> str:
    """Return the command that runs this program: its name if it is on PATH, else the path by which it was called."""
    called, known = Path(sys.argv[0]), shutil.which("onlineocr")
    if called.parts[-2:] == ("onlineocr", "__main__.py"):
        called = Path(sys.executable).with_name("onlineocr")  # the script that runs the module
        if not called.exists():
            return f"{shlex.quote(sys.executable)} -m onlineocr"
    if called.name == "onlineocr" and not (known and called.resolve() == Path(known).resolve()):
        return shlex.quote(_short(called))
    return "onlineocr"


def _short(path: Path) -> str:
    """Return ``path`` as it is typed in the current folder, such as '.venv/bin/onlineocr' in the clone."""
    here = Path.cwd()
    if not path.is_relative_to(here):
        return str(path)
    return f"./{path.name}" if path.parent == here else str(path.relative_to(here))


def describe(error: OcrError) -> str:
    """Return the text of an error and the command that helps."""
    ways = {
        "pdf_encrypted": "Give its password with --password, or remove the protection.",
        "engine_missing": f"Run '{command()} doctor{option()}' to see what is missing.",
        "model_damaged": f"Install onlineocr again; '{command()} doctor{option()}' names the file.",
        "engine_failed": f"Run '{command()} doctor{option()}' if it goes on.",
    }
    return with_command(error.code, error.describe(ways))


def with_command(code: str, text: str) -> str:
    """Return the text of an error or problem, with the command that adds the missing language if that is the cause."""
    data = LanguageNotInstalled.missing_data(text) if code == LanguageNotInstalled.code else ""
    return f"{text.removesuffix('.')}. Run '{command()} languages add {data}{option()}'." if data else text
