"""The networks of the model files, loaded once per process; each computes on one thread.

Some have a second form with 8-bit integers. It is used where the processor multiplies bytes (:mod:`.processor`), and
takes half the time there; elsewhere the published form is used. Their results differ by a letter on some lines in a
hundred, and neither is better: docs/design/recognition.md.
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
    """A network without its last layer. ``trunk`` returns features (1 x time steps x N); the published network's output
    is softmax(features @ ``weights`` + ``bias``), with N x classes and classes."""

    trunk: InferenceSession
    weights: heads.Floats
    bias: heads.Floats


@cache
def session(name: str) -> InferenceSession:
    """Return the network for pages in the file ``name``, loaded once per process; it computes on one thread."""
    return opened(name, read(name), arena=True)


def looked(name: str, pixels: heads.Floats) -> heads.Floats:
    """Return the first output of the network in the file ``name`` for ``pixels`` (1 x 3 x height x width).

    Its layers share the arena's memory, which is returned to the system afterwards: pages have many different shapes,
    and the arena would keep the largest blocks that any of them needed.
    """
    options = runtime().RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return np.asarray(session(name).run(None, {"x": pixels}, options)[0], np.float32)


@cache
def classifier(name: str) -> Classifier:
    """Return the network in the file ``name``, split before its last layer; loaded once per process, on one thread."""
    try:
        parted = heads.part(read(name))
    except ValueError as error:
        raise ModelDamaged(f"The model file {name} cannot be parted: {error}") from error
    small = quantized(name)
    if processor.multiplies_bytes() and small in manifest():
        return Classifier(opened(small, read(small)), parted.weights, parted.bias)
    return Classifier(opened(name, parted.trunk), parted.weights, parted.bias)


def quantized(name: str) -> str:
    """Return the file with the trunk of the network ``name`` as 8-bit integers, if there is one."""
    return f"{name.removesuffix('.onnx')}.int8.onnx"


def opened(name: str, model: bytes, *, arena: bool = False) -> InferenceSession:
    """Load the network ``model``, which is called ``name``. Without an ``arena`` each layer's memory is returned as
    soon as it is free; for the small pictures of lines this takes no time.
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
