"""Curves come out of judged words as they went in: bench/training/calibrate.py."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.lib.judging import ece
from bench.training import calibrate
from onlineocr.ocr.confidence import Curve
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.ppocr import descriptor

TRUE = Curve(0.7, -1.5)


def judgements(curve, count=20_000):
    chance = random.Random(1)
    said = [min(1.0, chance.betavariate(6, 0.5)) for _ in range(count)]
    return [(share, chance.random() < curve(share)) for share in said]


def test_the_curve_that_made_the_words_is_found() -> None:
    found = calibrate.fitted(judgements(TRUE))
    assert (found.slope, found.offset) == (pytest.approx(0.7, abs=0.05), pytest.approx(-1.5, abs=0.2))


def test_a_fitted_curve_is_honest() -> None:
    taught, held = judgements(TRUE)[::2], judgements(TRUE)[1::2]
    curve = calibrate.fitted(taught)
    assert ece([(curve(said), right) for said, right in held]) < 0.02 < ece(held)


@pytest.mark.parametrize("right", [True, False])
def test_words_that_are_all_alike_give_a_curve(right: bool) -> None:
    assert (calibrate.fitted([(0.9, right)] * 50)(0.9) > 0.5) is right


@pytest.mark.parametrize("said", [0.01, 0.5, 0.9, 0.999])
def test_what_an_engine_said_comes_back_from_what_is_shown(said: float) -> None:
    assert calibrate.raw(TRUE(said), TRUE) == pytest.approx(said, abs=1e-6)


def test_writing_changes_the_curve_and_nothing_else(tmp_path, monkeypatch) -> None:
    copy = tmp_path / "descriptor.py"
    copy.write_text(source := Path(descriptor.__file__).read_text())
    monkeypatch.setattr(calibrate.inspect, "getfile", lambda _: str(copy))
    calibrate.write({"ppocr": registry.curve("ppocr")})
    assert copy.read_text() == source
    calibrate.write({"ppocr": Curve(0.25, -9.0)})
    assert "    curve = Curve(slope=0.25, offset=-9.0)\n" in copy.read_text()
