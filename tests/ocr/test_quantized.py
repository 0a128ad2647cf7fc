"""The second form of a network, of 8-bit integers, and the processor that it is for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from onlineocr.ocr import models
from onlineocr.ocr.engines.ppocr import alphabet, letters, reader
from onlineocr.ocr.models import heads, networks, processor
from tests.ocr.engines.test_ppocr import TEXT, drawn

NAME = "ppocrv6_small_rec.onnx"


def flags(folder: Path, text: str) -> Path:
    file = folder / "cpuinfo"
    file.write_text(f"processor\t: 0\nmodel name\t: Some\nflags\t\t: {text}\n")
    return file


@pytest.mark.parametrize("flag", ["avx512_vnni", "avx_vnni"])
def test_it_knows_a_processor_that_multiplies_bytes(flag: str, tmp_path: Path) -> None:
    assert processor.multiplies_bytes(flags(tmp_path, f"fpu sse2 avx2 {flag} rdpid"))


def test_it_knows_one_that_does_not(tmp_path: Path) -> None:
    assert not processor.multiplies_bytes(flags(tmp_path, "fpu sse2 avx2 avx512f"))


def test_where_it_cannot_be_told_the_portable_form_is_taken(tmp_path: Path) -> None:
    assert not processor.multiplies_bytes(tmp_path / "missing")


@pytest.fixture(params=[True, False], ids=["bytes", "portable"])
def chosen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[bool]:
    """The recognisers as a processor loads them that does, or does not, multiply bytes."""
    cached = (networks.classifier, alphabet.every, alphabet.western)
    monkeypatch.setattr(processor, "multiplies_bytes", lambda: request.param)
    for each in cached:
        each.cache_clear()
    yield bool(request.param)
    for each in cached:
        each.cache_clear()


def test_the_processor_decides(chosen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(networks, "opened", lambda name, _: opened.append(name))
    networks.classifier(NAME)
    networks.classifier("ppocrv6_tiny_rec.onnx")
    assert opened == ["ppocrv6_small_rec.int8.onnx" if chosen else NAME, "ppocrv6_tiny_rec.onnx"]


@pytest.mark.engine
@pytest.mark.usefixtures("chosen")
def test_both_forms_read_print() -> None:
    pixels, _ = drawn(TEXT, width=560)
    for number, line in enumerate(TEXT):
        crop = np.array(pixels[12 + 56 * number : 60 + 56 * number])
        assert letters.text(reader.CAREFUL.read(crop, western=True)) == line


@pytest.mark.engine
def test_they_say_nearly_the_same() -> None:
    line = np.full((1, 3, 48, 320), 1, np.float32)
    line[:, :, 12:36, 20:300] = np.where(np.arange(280) % 14 < 5, -1.0, 1.0)
    name = networks.quantized(NAME)
    exact, near = (
        networks.opened(name, trunk).run(None, {"x": line})[0]
        for trunk in (heads.part(models.read(NAME)).trunk, models.read(name))
    )
    assert np.linalg.norm(exact - near) < 0.5 * np.linalg.norm(exact)
