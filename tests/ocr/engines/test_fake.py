"""The engine that the tests of everything above the engines rely on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fake_engine as fake
import numpy as np
import pytest

from onlineocr.ocr.errors import EngineFailed
from onlineocr.ocr.options import Options
from tests.support.drawing import ENGLISH, draw_text


def read(pixels, engine=None):
    return (engine or fake.Fake()).recognize(pixels, Options())


def poisoned(color, blue=0):
    pixels = draw_text(ENGLISH).pixels
    pixels[0, 0] = fake.poison(color, blue)
    return pixels


def test_it_finds_lines_and_words_where_the_ink_is():
    drawing = draw_text(["one two three", "four five"], size=40)
    lines = read(drawing.pixels).lines
    assert [len(line.words) for line in lines] == [3, 2]
    words = [word for line in lines for word in line.words]
    assert all(word.box.iou(box) > 0.6 for word, box in zip(words, drawing.boxes, strict=True))


def test_it_reads_the_same_ink_as_the_same_word():
    first, second, third = read(draw_text(["same same other"]).pixels).lines[0].words
    assert first.text == second.text != third.text


def test_it_reads_another_picture_as_another_text():
    texts = {read(draw_text([f"page {number}"]).pixels).lines[0].text for number in range(20)}
    assert len(texts) == 20


def test_it_sleeps_when_told():
    start = time.monotonic()
    lines = read(poisoned(fake.SLEEP, 2)).lines
    assert time.monotonic() - start >= 0.2
    assert lines == read(draw_text(ENGLISH).pixels).lines


def test_it_fails_when_told():
    with pytest.raises(EngineFailed):
        read(poisoned(fake.FAIL))


def test_it_raises_when_told():
    with pytest.raises(ZeroDivisionError):
        read(poisoned(fake.RAISE))


def test_it_kills_its_own_process_when_told():
    code = "from tests.ocr.engines import test_fake as t; t.read(t.poisoned(t.fake.KILL))"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False)
    assert done.returncode == -signal.SIGKILL


def test_it_keeps_memory_when_told():
    engine = fake.Fake()
    before = resident()
    read(poisoned(fake.GROW, 4), engine)
    assert resident() - before > 60 * 1024 * 1024


def test_it_misbehaves_on_the_exact_color_only():
    pixels = poisoned(fake.FAIL)
    pixels[0, 0, 1] += 1
    assert read(pixels).lines
    assert read(np.full((9, 9, 3), fake.FAIL[1], np.uint8)).lines


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
