"""The characters that a line is read with."""

from __future__ import annotations

import pytest

from onlineocr.ocr.engines.ppocr import alphabet

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
