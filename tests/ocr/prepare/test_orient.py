"""Which way up a page lies, on pages that the tests draw and turn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from onlineocr.ocr.prepare import orient
from onlineocr.ocr.prepare.orient import Rotation, decide

SENTENCES = (
    "It was the best of times, it was the worst of times,",
    "it was the age of wisdom, it was the age of foolishness,",
    "it was the epoch of belief, it was the epoch of doubt,",
    "it was the season of Light, it was the season of Night,",
)


def page() -> np.ndarray:
    picture = Image.new("RGB", (800, 1000), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(22):
        pen.text((50, 60 + 40 * row), SENTENCES[row % 4], "black", ImageFont.load_default(25))
    return np.asarray(picture)


@pytest.mark.engine
@pytest.mark.parametrize("degrees", orient.DIRECTIONS)
def test_it_finds_how_to_turn_a_page_back(degrees: int) -> None:
    found = orient.find_rotation(orient.turn(page(), 360 - degrees))
    assert found.degrees == degrees
    assert found.confidence > 0.8


@pytest.mark.engine
def test_an_upright_page_is_not_suspicious() -> None:
    assert not orient.find_rotation(page()).suspicious


@pytest.mark.engine
@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (50, 40)])
def test_it_looks_at_pictures_of_odd_sizes(shape: tuple[int, int]) -> None:
    assert 0 < orient.find_rotation(np.full((*shape, 3), 200, np.uint8)).confidence <= 1


def test_a_page_is_turned_when_look_and_text_agree() -> None:
    assert decide(Rotation(180, 0.9), {0: 0.5, 180: 0.65}) == 180


def test_an_upright_page_stays_however_sure_the_look_is() -> None:
    assert decide(Rotation(180, 0.99), {0: 0.9, 90: 0.2, 180: 0.6, 270: 0.2}) == 0


def test_text_that_reads_alike_both_ways_is_not_readable() -> None:
    assert not orient.is_readable({0: 0.72, 90: 0.0, 180: 0.77, 270: 0.0})
    assert not orient.is_readable({0: 0.3, 90: 0.0, 180: 0.6, 270: 0.0})
    assert orient.is_readable({0: 0.4, 90: 0.0, 180: 0.75, 270: 0.0})
    assert not orient.is_readable({})


def test_a_page_in_an_unknown_script_stays() -> None:
    assert decide(Rotation(180, 0.93), {0: 0.55, 90: 0.2, 180: 0.62, 270: 0.2}) == 0


def test_a_witness_turns_a_page_in_an_unknown_script() -> None:
    assert decide(Rotation(0, 0.93), {0: 0.5, 90: 0.0, 180: 0.5, 270: 0.0}, 180) == 180


def test_a_witness_is_not_heard_where_the_text_can_be_read() -> None:
    assert decide(Rotation(0, 0.93), {0: 0.9, 90: 0.0, 180: 0.5, 270: 0.0}, 180) == 0


def test_a_witness_must_have_the_lines_level() -> None:
    assert decide(Rotation(0, 0.93), {0: 0.5, 90: 0.0, 180: 0.5, 270: 0.0}, 90) == 0


@pytest.mark.parametrize(("look", "turned"), [(90, 90), (270, 270), (0, 0), (180, 0)])
def test_without_a_witness_lines_on_their_side_are_turned_as_they_look(look: int, turned: int) -> None:
    assert decide(Rotation(look, 0.9), {0: 0.0, 90: 0.5, 180: 0.0, 270: 0.5}) == turned


def test_the_text_alone_must_read_well_to_turn_a_page() -> None:
    assert decide(Rotation(0, 0.5), {0: 0.4, 180: 0.95}) == 180
    assert decide(Rotation(0, 0.5), {0: 0.4, 180: 0.6}) == 0


def test_lines_are_level_in_the_direction_in_which_they_read_as_anything() -> None:
    assert orient.axis({0: 0.01, 90: 0.4, 180: 0.0, 270: 0.5}) == 90
    assert orient.axis({0: 0.3, 90: 0.0, 180: 0.4, 270: 0.0}) == orient.axis({}) == 0


def test_nothing_is_turned_where_nothing_was_read() -> None:
    assert decide(Rotation(90, 0.99), {}) == 0


@given(st.floats(0, 1), st.dictionaries(st.sampled_from(orient.DIRECTIONS), st.floats(0, 1), min_size=4))
def test_it_never_turns_away_from_the_best_reading(confidence: float, readings: dict[int, float]) -> None:
    assert decide(Rotation(0, confidence), readings | {0: 1.0}) == 0


@given(st.sampled_from(orient.DIRECTIONS), st.integers(1, 9), st.integers(1, 9), st.data())
def test_points_turn_with_their_pixels(degrees: int, width: int, height: int, data: st.DataObject) -> None:
    column, row = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[row, column] = 9
    x, y = orient.turn_point((column + 0.5, row + 0.5), degrees, width, height)
    assert orient.turn(pixels, degrees)[int(y), int(x), 0] == 9


@given(st.sampled_from(orient.DIRECTIONS))
def test_turning_on_makes_a_full_circle(degrees: int) -> None:
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert np.array_equal(orient.turn(orient.turn(pixels, degrees), 360 - degrees), pixels)


@pytest.mark.parametrize(
    ("degrees", "confidence", "so"), [(0, 0.8, False), (0, 0.79, True), (90, 1.0, True), (180, 0.5, True)]
)
def test_a_look_is_suspicious_that_is_unsure_or_another_one(degrees: int, confidence: float, so: bool) -> None:
    assert Rotation(degrees, confidence).suspicious is so


@pytest.mark.parametrize(
    ("high", "low", "so"),
    [(0.7, 0.5, True), (0.69, 0.5, False), (0.75, 0.5, True), (0.75, 0.61, False), (0.9, 0.9, False)],
)
def test_a_known_script_reads_well_and_badly_upside_down(high: float, low: float, so: bool) -> None:
    for best, other in ((0, 180), (90, 270), (270, 90)):
        assert orient.is_readable({best: high, other: low}) is so


@pytest.mark.parametrize(
    ("look", "upright", "turned", "degrees"),
    [(180, 0.65, 0.8, 180), (180, 0.75, 0.8, 0), (0, 0.5, 0.76, 180), (0, 0.6, 0.8, 0), (90, 0.5, 0.76, 180)],
)
def test_a_readable_page_is_turned_by_what_it_gains(look: int, upright: float, turned: float, degrees: int) -> None:
    readings = {0: upright, 90: 0.0, 180: turned, 270: 0.0}
    assert (
        decide(Rotation(look, 0.9), readings | ({} if orient.is_readable(readings) else {0: turned - 0.05})) == degrees
    )


@pytest.mark.parametrize(("confidence", "gain", "degrees"), [(0.8, 0.11, 180), (0.79, 0.11, 0), (0.9, 0.09, 0)])
def test_an_unknown_script_is_turned_as_a_sure_look_says(confidence: float, gain: float, degrees: int) -> None:
    readings = {0: 0.4, 90: 0.0, 180: 0.4 + gain, 270: 0.0}
    assert decide(Rotation(180, confidence), readings) == degrees


def test_a_witness_can_keep_a_page_as_it_is() -> None:
    assert decide(Rotation(180, 0.9), {0: 0.4, 90: 0.0, 180: 0.55, 270: 0.0}, 0) == 0
