from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.ocr.decode.decoded import Decoder


@pytest.fixture
def decoder(tmp_path: Path) -> Decoder:
    return Decoder(tmp_path)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Saves a picture by Pillow under a name without an ending: ``saved(image, "PNG", dpi=(300, 300))``."""

    def save(image: Image.Image, kind: str, **parameters: Any) -> Path:
        path = tmp_path / f"alice-{kind.lower()}"
        image.save(path, kind, **parameters)
        return path

    return save
