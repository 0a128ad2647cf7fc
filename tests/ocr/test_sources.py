"""Everything that the library reads from."""

from __future__ import annotations

import io
import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onlineocr.ocr import Limits, Options, export, original, recognize, sources
from onlineocr.ocr.errors import (
    EmptyFile,
    InputError,
    InvalidOptions,
    OptionError,
    TooManyBytes,
    TooManyPixels,
    UnsupportedType,
)  # fmt: skip
from onlineocr.ocr.sandbox import Sandbox
from tests.support.drawing import ENGLISH, draw_text
from tests.support.pdfs import typed

OWN_TEXT = Options(text_layer="only")


def text(source) -> str:
    """A PDF's own text needs no engine."""
    return next(iter(recognize(source, OWN_TEXT))).text


def pixels(source, sandbox: Sandbox) -> np.ndarray:
    taken, _ = sources.take(source, Limits())
    with sources.opened(taken) as file, sandbox.page(file, 1) as shared:
        return np.array(shared.image().pixels)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as warm:
        yield warm


@pytest.fixture
def letter(tmp_path) -> Path:
    path = tmp_path / "letter.pdf"
    path.write_bytes(typed())
    return path


def test_it_reads_every_kind_of_bytes_and_files(letter):
    data = letter.read_bytes()
    with letter.open("rb") as file:
        kinds = [letter, str(letter), data, bytearray(data), memoryview(data), io.BytesIO(data), file]
        assert [text(kind) for kind in kinds] == ["\n".join(ENGLISH)] * len(kinds)


@pytest.mark.parametrize(
    ("name", "said"),
    [("none.png", "There is no file"), ("socket", "cannot be opened"), ("x" * 300, "cannot be opened"),
     ("a\0b", "cannot be opened"), ("", "not a regular file")],
)  # fmt: skip
def test_a_path_that_cannot_be_opened_is_an_error_of_ours(tmp_path, name, said):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(f"{tmp_path}/socket")
        with pytest.raises(InputError, match=said):
            text(tmp_path / name)
        with pytest.raises(InputError, match=said), original(tmp_path / name) as opened:
            opened.pages()


def test_a_missing_json_result_is_an_error_of_ours(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        next(export.read_json(tmp_path / "none.json"))


def test_an_open_file_is_read_from_where_it_is(letter):
    file = io.BytesIO(b"before it" + letter.read_bytes())
    file.seek(9)
    assert text(file) == "\n".join(ENGLISH)


def test_it_reads_on_when_the_source_was_changed_or_closed(letter):
    data = bytearray(letter.read_bytes())
    with letter.open("rb") as file:
        pages = [recognize(source, OWN_TEXT) for source in (data, file)]
    data[:] = bytes(len(data))
    assert [next(iter(page)).text for page in pages] == ["\n".join(ENGLISH)] * 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_a_pil_image_keeps_what_it_shows(sandbox, mode):
    image = Image.new("L", (40, 20), 255)
    image.paste(0, (0, 0, 20, 20))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    else:
        image = image.convert("RGB" if mode in {"CMYK", "YCbCr"} else "L").convert(mode)
    seen = pixels(image, sandbox)
    assert seen.shape[:2] == (20, 40)
    assert (int(seen[10, 5].max()), int(seen[10, 35].min())) == (0, 255)


def test_a_pil_image_stands_as_its_camera_was_held(sandbox):
    image = Image.new("RGB", (40, 20), "white")
    image.getexif()[0x0112] = 6
    assert pixels(image, sandbox).shape[:2] == (40, 20)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((20, 40), np.uint8), np.zeros((20, 40, 1), np.uint8), np.zeros((20, 40, 3), np.uint8),
        np.zeros((20, 40), bool), np.zeros((20, 40), np.uint16), np.zeros((20, 40, 3), np.uint16),
        np.zeros((40, 20, 3), np.uint8).transpose(1, 0, 2), np.zeros((20, 80), np.uint8)[:, ::2],
    ],
    ids=range(8),
)  # fmt: skip
def test_it_reads_arrays(sandbox, array):
    assert pixels(array, sandbox).shape[:2] == (20, 40)


def test_an_array_is_rgb(sandbox):
    array = np.zeros((20, 40, 3), np.uint8)
    array[:, :, 0] = 200
    assert pixels(array, sandbox)[10, 10].tolist() == [200, 0, 0]


@pytest.mark.parametrize(
    ("source", "error", "says"),
    [
        (np.zeros((20, 40), np.float32), UnsupportedType, "uint8, uint16 or bool"),
        (np.zeros((20, 40, 2), np.uint8), UnsupportedType, "gray, RGB or RGBA"),
        (np.zeros((2, 2, 2, 3), np.uint8), UnsupportedType, "gray, RGB or RGBA"),
        (np.zeros((0, 40), np.uint8), EmptyFile, "no pixels"),
        (Image.new("L", (0, 0)), EmptyFile, "no pixels"),
        (Image.new("F", (9, 9)), UnsupportedType, "mode 'L'"),
        (b"", EmptyFile, "empty"),
        (io.BytesIO(), EmptyFile, "empty"),
        (io.StringIO("text"), TypeError, "'rb'"),
        (17, TypeError, "'int' cannot be read; give a path"),
        (None, TypeError, "NoneType"),
    ],
    ids=range(11),
)
def test_it_says_what_it_cannot_read(source, error, says):
    with pytest.raises(error) as raised:
        list(recognize(source))
    assert says in getattr(raised.value, "detail", str(raised.value))


def test_it_keeps_its_limits(letter):
    with pytest.raises(TooManyBytes):
        recognize(io.BytesIO(letter.read_bytes()), OWN_TEXT, Limits(max_bytes=100))
    with pytest.raises(TooManyPixels):
        recognize(Image.new("L", (20, 20)), None, Limits(max_pixels=399))


def test_a_picture_from_memory_may_be_larger_than_a_file(sandbox):
    noise = np.random.default_rng(7).integers(0, 256, (100, 100), np.uint8)
    assert sources.take(noise, Limits(max_bytes=100))[1].max_bytes > 10_000


def test_the_original_is_given_in_the_same_ways(letter):
    with letter.open("rb") as file, original(file) as opened, opened._opened() as descriptor:
        assert Path(f"/proc/self/fd/{descriptor}").read_bytes() == letter.read_bytes()


@pytest.mark.engine
def test_a_picture_in_memory_reads_as_its_file_does():
    image = draw_text(ENGLISH).image
    assert next(iter(recognize(np.asarray(image)))).text == next(iter(recognize(image))).text == "\n".join(ENGLISH)


@pytest.mark.parametrize("given", ["de", "ger", ["de"], ("de",), "de,", {"de"}])
def test_a_language_is_named_in_any_way(given):
    assert Options(languages=given).languages == ("de",)


def test_several_languages_are_named_in_one_text():
    assert Options(languages="de, en").languages == ("de", "en") == Options(languages=["de", "en"]).languages
    assert Options(languages="auto") == Options()
    assert str(Options(pages="1-3").pages) == "1-3"


def test_a_wrong_language_or_page_is_refused_at_once():
    with pytest.raises(InvalidOptions, match=r"languages: .*german.* pages: "):
        Options(languages="german!", pages="x")
    with pytest.raises(OptionError):
        recognize(b"x", Options(engine="none"))
