"""The characters that a line is read with."""

from __future__ import annotations

import numpy as np
import pytest

from onlineocr.ocr.engines.ppocr import alphabet
from onlineocr.ocr.engines.ppocr.recognizer import Recognizer

MODELS = ("ppocrv6_tiny_rec", "ppocrv6_small_rec")
pytestmark = pytest.mark.engine


@pytest.mark.parametrize("character", "aZ9éßŁ€“”–…• ½×→■✓")
def test_western_pages_have_it(character: str) -> None:
    assert alphabet.is_western(character)


@pytest.mark.parametrize("character", "世カёαก،א한")
def test_other_scripts_do_not_count_as_western(character: str) -> None:
    assert not alphabet.is_western(character)


@pytest.mark.parametrize("model", MODELS)
def test_the_western_part_begins_with_the_blank_and_ends_with_the_space(model: str) -> None:
    characters = alphabet.western(model).characters
    assert (characters[0], characters[-1]) == ("", " ")
    assert set("aZ9éß€") < set(characters)


@pytest.mark.parametrize("model", MODELS)
def test_the_western_part_has_the_same_columns(model: str) -> None:
    whole, part = alphabet.every(model), alphabet.western(model)
    at = whole.characters.index("é")
    assert (part.weights[:, part.characters.index("é")] == whole.weights[:, at]).all()
    assert part.bias[-1] == whole.bias[-1]
    assert len(part.characters) == part.weights.shape[1] < whole.weights.shape[1] / 3


def test_a_line_in_two_scripts_is_read_as_if_all_characters_had_been_weighed() -> None:
    features = np.random.default_rng(3).normal(0, 1, (12, 120)).astype(np.float32)
    whole, part = alphabet.every("ppocrv6_small_rec"), alphabet.western("ppocrv6_small_rec")
    for step, character in ((1, "T"), (4, "合"), (8, "计"), (10, "5")):
        features[step] = 9 * whole.weights[:, whole.characters.index(character)]
    plain, quick = (
        Recognizer("ppocrv6_small_rec", familiar)._symbols(features, western=False) for familiar in (None, 17.0)
    )
    assert [symbol.character for symbol in quick] == [symbol.character for symbol in plain]
    assert {"T", "合", "计", "5"} <= {symbol.character for symbol in quick}
    assert (whole.weights[:, part.places] == part.weights).all()
