from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small PNG: white, with a red box whose corners are known."""
    path = tmp_path / "alice.png"
    image = Image.new("RGB", (320, 200), "white")
    ImageDraw.Draw(image).rectangle((10, 20, 59, 79), fill=(200, 0, 0))
    image.save(path, dpi=(150, 150))
    return path
