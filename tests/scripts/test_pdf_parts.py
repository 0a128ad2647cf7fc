"""The font and the color profile in searchable PDFs are what the script makes."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_they_are_what_the_script_makes():
    spec = importlib.util.spec_from_file_location("pdf_parts", ROOT / "scripts/pdf_parts.py")
    parts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(parts)
    assert (parts.FOLDER / "glyphless.ttf").read_bytes() == parts.font()
    assert (parts.FOLDER / "srgb.icc").read_bytes() == parts.profile()
