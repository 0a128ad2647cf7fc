"""What a person at the command line can do about an error, and the words of the commands' messages."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from onlineocr.ocr.errors import LanguageNotInstalled, OcrError

from .datafolder import option


def command() -> str:
    """How this program is called here: by its name where it is on PATH, else as it was called."""
    called, known = Path(sys.argv[0]), shutil.which("onlineocr")
    if called.parts[-2:] == ("onlineocr", "__main__.py"):
        called = Path(sys.executable).with_name("onlineocr")  # which runs the module itself
        if not called.exists():
            return f"{shlex.quote(sys.executable)} -m onlineocr"
    if called.name == "onlineocr" and not (known and called.resolve() == Path(known).resolve()):
        return shlex.quote(_short(called))
    return "onlineocr"


def _short(path: Path) -> str:
    """Return ``path`` as it is typed from here: '.venv/bin/onlineocr' in the clone."""
    here = Path.cwd()
    if not path.is_relative_to(here):
        return str(path)
    return f"./{path.name}" if path.parent == here else str(path.relative_to(here))


def told(error: OcrError) -> str:
    """What is wrong with the command or the file, and what to type."""
    ways = {
        "pdf_encrypted": "Give its password with --password, or remove the protection.",
        "engine_missing": f"Run '{command()} doctor{option()}' to see what is missing.",
        "model_damaged": f"Install onlineocr again; '{command()} doctor{option()}' names the file.",
        "engine_failed": f"Run '{command()} doctor{option()}' if it goes on.",
    }
    return with_command(error.code, error.told(ways))


def with_command(code: str, text: str) -> str:
    """``text`` of an error or a problem, with the command that adds the language that it misses."""
    data = LanguageNotInstalled.missing_data(text) if code == LanguageNotInstalled.code else ""
    return f"{text.removesuffix('.')}. Run '{command()} languages add {data}{option()}'." if data else text
