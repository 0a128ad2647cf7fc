"""The model files of the installation, checked before use.

Every file is named in ``manifest.json`` with its SHA-256, size, source and licence. Nothing is downloaded. This module
loads neither numpy nor an engine, because processes that only list the models must not load them; see ``networks``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import ModelDamaged

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One vendored file. ``source`` is the distribution and the path in it; ``size`` is in bytes."""

    name: str
    sha256: str
    size: int
    source: str
    licence: str

    @property
    def path(self) -> Path:
        return FOLDER / self.name


@cache
def manifest() -> dict[str, ModelFile]:
    """Return every model file by its name."""
    entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {entry["name"]: ModelFile(**entry) for entry in entries}


def read(name: str) -> bytes:
    """Return the content of the model file ``name``; :class:`ModelDamaged` if it differs from the manifest."""
    model = manifest()[name]
    try:
        content = model.path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"The model file {name} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelDamaged(f"The model file {name} is damaged: its SHA-256 is not the expected one")
    return content


def damaged() -> Iterator[str]:
    """Yield a description of the fault of each missing or damaged model file; nothing when all are intact."""
    for name in manifest():
        try:
            read(name)
        except ModelDamaged as error:
            yield str(error)


@cache
def characters(name: str) -> tuple[str, ...]:
    """Return the classes of a CTC recogniser whose dictionary is the file ``name``: blank first, space last."""
    text = read(name).decode("utf-8").replace("\r\n", "\n")
    return ("", *text.removesuffix("\n").split("\n"), " ")
