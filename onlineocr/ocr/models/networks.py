"""The networks in the model files, loaded once per process; each computes on one thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..errors import ModelDamaged
from . import heads, read

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


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
