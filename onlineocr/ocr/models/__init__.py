"""The model files that come with the installation, checked before they are used.

Every file is named in ``manifest.json`` with its SHA-256, size, source and licence. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelDamaged
from . import heads

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

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
    """Every model file by its name."""
    entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["files"]
    return {entry["name"]: ModelFile(**entry) for entry in entries}


def read(name: str) -> bytes:
    """The content of the model file ``name``; :class:`ModelDamaged` unless it is what the manifest says."""
    model = manifest()[name]
    try:
        content = model.path.read_bytes()
    except OSError as error:
        raise ModelDamaged(f"The model file {name} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != model.sha256:
        raise ModelDamaged(f"The model file {name} is damaged: its SHA-256 is not the expected one")
    return content


def damaged() -> Iterator[str]:
    """Say what is wrong with each model file that is missing or damaged; nothing when all are whole."""
    for name in manifest():
        try:
            read(name)
        except ModelDamaged as error:
            yield str(error)


@dataclass(frozen=True, slots=True)
class Classifier:
    """A network without its last layer. ``trunk`` gives features (1 x time steps x N); softmax(features @ ``weights``
    + ``bias``), N x classes and classes, is what the published network says."""

    trunk: InferenceSession
    weights: heads.Floats
    bias: heads.Floats


@cache
def session(name: str) -> InferenceSession:
    """The network in the file ``name``, loaded once per process; it computes on one thread."""
    return _session(name, read(name))


@cache
def classifier(name: str) -> Classifier:
    """The network in the file ``name``, parted before its last layer; once per process, on one thread."""
    try:
        parted = heads.part(read(name))
    except ValueError as error:
        raise ModelDamaged(f"The model file {name} cannot be parted: {error}") from error
    return Classifier(_session(name, parted.trunk), parted.weights, parted.bias)


def _session(name: str, model: bytes) -> InferenceSession:
    """ONNX Runtime keeps an arena of the largest blocks that it ever needed for each new shape. Pages come in all
    shapes, so the arena and the memory patterns are off: memory goes back after each run.
    """
    import onnxruntime  # noqa: PLC0415  (heavy: only who reads pays for it)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises classes of its own, below Exception only
        raise ModelDamaged(f"The model file {name} cannot be loaded: {error}") from error


@cache
def characters(name: str) -> tuple[str, ...]:
    """The classes of a CTC recogniser whose dictionary is the file ``name``: blank first, space last."""
    text = read(name).decode("utf-8").replace("\r\n", "\n")
    return ("", *text.removesuffix("\n").split("\n"), " ")
