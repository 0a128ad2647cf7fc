"""Of an animation one frame is read: the first that shows about as much as any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.ocr.decode.decoded import Decoder, drawing, near

Saved = Callable[..., Path]
KINDS = ("GIF", "WEBP", "PNG", "AVIF")
BLANK = Image.new("RGB", (120, 80), "white")


def striped(color: str) -> Image.Image:
    picture = drawing()
    for left in range(0, 120, 8):
        picture.paste(color, (left, 30, left + 4, 60))
    return picture


def saved_frames(saved: Saved, kind: str, *frames: Image.Image) -> Path:
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_the_frame_that_shows_the_most(decoder: Decoder, saved: Saved, kind: str) -> None:
    path = saved_frames(saved, kind, BLANK, drawing(), striped("black"), BLANK)
    page = decoder.page(path)
    assert decoder.probe(path).pages == 1
    assert near(page.pixels[45, 34], [0, 0, 0], 60)
    assert [problem.detail for problem in page.problems] == ["The picture is animated; frame 3 of 4 was read"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_the_first_of_frames_that_show_the_same(decoder: Decoder, saved: Saved, kind: str) -> None:
    page = decoder.page(saved_frames(saved, kind, striped("black"), striped("navy"), striped("black")))
    assert "frame 1 of 3" in page.problems[0].detail


def test_an_animation_that_is_cut_off_is_read_as_far_as_it_goes(decoder: Decoder, saved: Saved) -> None:
    data = saved_frames(saved, "GIF", BLANK, striped("black"), drawing()).read_bytes()
    codes = [problem.code for problem in decoder.page(data[:-40]).problems]
    assert "animation" in codes
