from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr.sandbox import Sandbox
from onlineocr.ocr.sandbox.forkserver import ForkServer

_VISIBLE = """
from onlineocr.ocr.sandbox import confine
prctl = confine.prctl
confine.prctl = lambda number, *values: None if number == confine.PR_SET_DUMPABLE else prctl(number, *values)
"""


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as warm:
        yield warm


@pytest.fixture(scope="session")
def visible() -> Iterator[Sandbox]:
    """A sandbox whose processes their own user may look into by ``/proc``; by others, only root may."""
    start = "from onlineocr.ocr.sandbox.zygote"
    with Sandbox() as warm:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ForkServer, "boot", ForkServer.boot.replace(start, _VISIBLE + start))
            warm.warm()
        yield warm


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small PNG: white, with a red box whose corners are known."""
    path = tmp_path / "alice.png"
    image = Image.new("RGB", (320, 200), "white")
    ImageDraw.Draw(image).rectangle((10, 20, 59, 79), fill=(200, 0, 0))
    image.save(path, dpi=(150, 150))
    return path
