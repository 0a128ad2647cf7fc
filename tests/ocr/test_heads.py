"""Parting a published classifier into its trunk and its head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr import models
from onlineocr.ocr.models import heads, networks
from onlineocr.ocr.models.runtime import runtime

PARTED = ("ppocrv6_tiny_rec.onnx", "ppocrv6_small_rec.onnx")


@pytest.mark.engine
@pytest.mark.parametrize("name", PARTED)
def test_the_parts_say_what_the_whole_does(name: str) -> None:
    line = np.random.default_rng(5).normal(0, 0.5, (1, 3, 48, 160)).astype(np.float32)
    parted = heads.part(models.read(name))
    (features,) = networks.opened(name, parted.trunk).run(None, {"x": line})
    logits = np.exp(np.asarray(features)[0] @ parted.weights + parted.bias)
    whole = runtime().InferenceSession(models.read(name), providers=["CPUExecutionProvider"])
    (published,) = whole.run(None, {"x": line})
    assert np.allclose(logits / logits.sum(axis=1, keepdims=True), np.asarray(published)[0], atol=1e-4)


def test_a_network_with_another_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not end in MatMul, Add and Softmax"):
        heads.part(models.read("ppocrv6_tiny_det.onnx"))


@given(st.binary(max_size=60))
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="the model"):
        heads.part(content)


@given(st.integers(0, 4_000_000))
def test_a_model_cut_short_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="the model"):
        heads.part(models.read(PARTED[0])[:length])
