"""The networks in the model files, loaded once per process; each computes on one thread.

Of some there is a second form, of 8-bit integers. It is taken where the processor multiplies bytes
(:mod:`.processor`), and takes half the time there; everywhere else the published form is. Their answers differ by a
letter on some lines in a hundred, and neither is the better one: docs/design/recognition.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ModelDamaged
from . import heads, manifest, processor, read
from .runtime import runtime

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
    """The network in the file ``name``, which looks at pages, loaded once per process; it computes on one thread."""
    return opened(name, read(name), arena=True)


def looked(name: str, pixels: heads.Floats) -> heads.Floats:
    """What the network in the file ``name`` says of ``pixels`` (1 x 3 x height x width), its first output.

    Its layers share the arena's memory, which goes back to the system afterwards: pages come in all shapes, and the
    arena would keep the largest blocks that any of them needed.
    """
    options = runtime().RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return np.asarray(session(name).run(None, {"x": pixels}, options)[0], np.float32)


@cache
def classifier(name: str) -> Classifier:
    """The network in the file ``name``, parted before its last layer; once per process, on one thread."""
    try:
        parted = heads.part(read(name))
    except ValueError as error:
        raise ModelDamaged(f"The model file {name} cannot be parted: {error}") from error
    small = quantized(name)
    if processor.multiplies_bytes() and small in manifest():
        return Classifier(opened(small, read(small)), parted.weights, parted.bias)
    return Classifier(opened(name, parted.trunk), parted.weights, parted.bias)


def quantized(name: str) -> str:
    """The file in which the trunk of the network ``name`` is kept as 8-bit integers, if it is."""
    return f"{name.removesuffix('.onnx')}.int8.onnx"


def opened(name: str, model: bytes, *, arena: bool = False) -> InferenceSession:
    """The network ``model``, which is called ``name``. Without an ``arena`` each layer's memory goes back as soon as it
    is free; for the small pictures of lines that costs nothing.
    """
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = arena
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    try:
        session: InferenceSession = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises classes of its own, below Exception only
        raise ModelDamaged(f"The model file {name} cannot be loaded: {error}") from error
    return session
