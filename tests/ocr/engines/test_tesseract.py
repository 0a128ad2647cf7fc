"""Tesseract: its data, its languages, its lines."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr.engines.tesseract.engine import Tesseract
from onlineocr.ocr.engines.tesseract.osd import Detector
from onlineocr.ocr.errors import EngineMissing, LanguageNotInstalled, ModelDamaged
from onlineocr.ocr.options import Options
from tests.support.drawing import ENGLISH, HEBREW, RUSSIAN, draw_text, similarity

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def engine():
    return Tesseract()


def read(engine, drawing, languages="auto"):
    return engine.recognize(drawing.pixels, Options.parse({"languages": languages}))


def threads():
    return len(list(Path("/proc/self/task").iterdir()))


def text(reading):
    return "\n".join(line.text for line in reading.lines)


def test_it_reads_english_word_by_word(engine):
    drawing = draw_text(ENGLISH)
    reading = read(engine, drawing)
    assert text(reading) == drawing.text
    assert reading.languages == ("en",)
    words = [word for line in reading.lines for word in line.words]
    assert [word.text for word in words] == drawing.text.split()
    assert all(
        word.box.iou(box) > 0.6 and word.confidence > 0.8 for word, box in zip(words, drawing.boxes, strict=True)
    )


def test_it_reads_russian_where_it_is_installed(engine, russian):
    assert similarity(text(read(engine, draw_text(RUSSIAN), "ru")), draw_text(RUSSIAN).text) > 0.95


def test_it_reads_two_languages_on_one_page(engine, russian):
    drawing = draw_text(RUSSIAN + ENGLISH)
    reading = read(engine, drawing, "ru,en")
    assert similarity(text(reading), drawing.text) > 0.95
    assert reading.languages == ("ru", "en")
    assert reading.engine.models == ("rus", "eng")


def test_it_reads_hebrew_in_logical_order(engine, hebrew):
    drawing = draw_text(HEBREW)
    reading = read(engine, drawing, "he")
    assert similarity(text(reading), drawing.text) > 0.9
    first = reading.lines[0].words
    assert first[0].box.left > first[-1].box.left


def test_it_finds_a_language_added_while_it_runs(engine, hebrew, monkeypatch, tmp_path):
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    with pytest.raises(LanguageNotInstalled, match="Hebrew is not installed") as caught:
        read(engine, draw_text(HEBREW), "he")
    assert "the trained data 'heb' is missing" in caught.value.detail
    (tmp_path / "heb.traineddata").symlink_to(hebrew)
    assert read(engine, draw_text(HEBREW), "he").lines


@pytest.mark.parametrize("name", ["plus+and~tilde", "with space", "кириллица"])
def test_it_loads_data_from_any_folder(engine, monkeypatch, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "eng.traineddata").write_bytes(tessdata.find("eng").read_bytes())
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(folder))
    assert tessdata.find("eng").parent == folder
    assert text(read(engine, draw_text(ENGLISH))) == draw_text(ENGLISH).text


@pytest.mark.parametrize("content", [b"", b"no trained data", b"\0" * 5000])
def test_it_names_a_damaged_file(engine, monkeypatch, tmp_path, content):
    (tmp_path / "deu.traineddata").write_bytes(content)
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    with pytest.raises(ModelDamaged, match=r"deu\.traineddata"):
        read(engine, draw_text(ENGLISH), "de")
    assert text(read(engine, draw_text(ENGLISH))) == draw_text(ENGLISH).text


def test_it_names_a_truncated_file(engine, monkeypatch, tmp_path):
    (tmp_path / "deu.traineddata").write_bytes(tessdata.find("eng").read_bytes()[:100_000])
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    with pytest.raises(ModelDamaged, match=r"deu\.traineddata"):
        read(engine, draw_text(ENGLISH), "de")


def test_it_refuses_to_start_without_any_data(monkeypatch, tmp_path):
    monkeypatch.setattr(tessdata, "folders", lambda: (tmp_path,))
    with pytest.raises(EngineMissing, match="no trained data"):
        Tesseract()


def test_it_looks_in_its_own_folder_first(monkeypatch, tmp_path):
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path / "own"))
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path / "theirs"))
    assert tessdata.folders()[:3] == (tmp_path / "own", tmp_path / "theirs", tmp_path / "theirs" / "tessdata")
    assert tessdata.find("eng").is_file()
    assert {"osd", "equ"}.isdisjoint(tessdata.installed())


def test_it_reads_in_one_thread(engine):
    before = threads()
    read(engine, draw_text(ENGLISH * 5))
    assert threads() == before


def test_it_forgets_the_language_used_longest_ago(monkeypatch, tmp_path):
    data = tessdata.find("eng")
    for name in ("deu", "fra", "ita", "spa"):
        (tmp_path / f"{name}.traineddata").symlink_to(data)
    monkeypatch.setenv("ONLINEOCR_TESSDATA", str(tmp_path))
    engine = Tesseract()
    for tag in ("de", "fr", "it", "es", "de"):
        assert read(engine, draw_text(["again"]), tag).lines[0].text == "again"
    assert len(engine._loaded) == 3


def test_it_slants_the_polygon_with_the_line(engine):
    leaning = draw_text(["a line that leans to the right side"], margin=60).image.rotate(-2, fillcolor="white")
    line = engine.recognize(np.array(leaning), Options()).lines[0]
    assert line.polygon[1][1] - line.polygon[0][1] == pytest.approx(21, abs=6)


@pytest.mark.parametrize(("lines", "script"), [(ENGLISH, "Latn"), (RUSSIAN, "Cyrl"), (HEBREW, "Hebr")])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_it_detects_script_and_how_to_turn_the_page_upright(lines, script, degrees):
    picture = draw_text(lines * 3).image.rotate(degrees, expand=True)  # counter-clockwise
    found = Detector().detect(np.array(picture))
    assert (found.script, found.rotation) == (script, degrees)


def test_it_detects_nothing_without_text():
    assert Detector().detect(np.full((300, 300, 3), 255, np.uint8)) is None
    assert Detector().detect(np.zeros((1, 1, 3), np.uint8)) is None


def test_it_tells_how_each_direction_reads(engine):
    upside_down = np.array(draw_text(ENGLISH * 3).image.transpose(Image.Transpose.ROTATE_180))
    assert engine.directions(upside_down) == {0: 0.0, 90: 0.0, 180: 1.0, 270: 0.0}
    assert engine.directions(np.full((9, 9, 3), 255, np.uint8)) == {}
