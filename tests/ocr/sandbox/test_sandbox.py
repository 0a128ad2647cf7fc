from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pillow_heif
import pytest

from onlineocr.ocr.errors import EmptyFile, NoSuchPage, TooManyBytes, UnsupportedType
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import DocumentInfo
from onlineocr.ocr.sandbox import Sandbox
from tests.support.drawing import ENGLISH, draw_text, encode


def test_it_tells_what_a_file_is(sandbox: Sandbox, picture: Path) -> None:
    assert sandbox.probe(picture) == DocumentInfo("image/png", 1)


def test_it_hands_back_the_pixels(sandbox: Sandbox, picture: Path) -> None:
    with sandbox.page(picture, 1) as shared:
        page = shared.image()
    assert (page.number, page.width, page.height, page.full_width, page.full_height) == (1, 320, 200, 320, 200)
    assert page.dpi == pytest.approx(150, abs=0.1)
    assert page.pixels[20, 10].tolist() == [200, 0, 0]
    assert page.pixels[19, 10].tolist() == [255, 255, 255]


def test_it_reads_a_descriptor_and_leaves_its_offset_alone(sandbox: Sandbox, picture: Path) -> None:
    with picture.open("rb") as file:
        file.seek(7)
        assert sandbox.probe(file.fileno()).media_type == "image/png"
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 7


def test_it_reads_memory_that_has_no_name(sandbox: Sandbox, picture: Path) -> None:
    fd = os.memfd_create("upload")
    os.write(fd, picture.read_bytes())
    with sandbox.page(fd, 1) as shared:
        assert shared.image().width == 320
    os.close(fd)


def test_the_pixels_cannot_be_written(sandbox: Sandbox, picture: Path) -> None:
    with sandbox.page(picture, 1) as shared:
        pixels = shared.image().pixels
        with pytest.raises(PermissionError):
            os.pwrite(shared.fd, b"x", 0)
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 0


def test_the_picture_outlives_the_shared_memory_it_came_in(sandbox: Sandbox, picture: Path) -> None:
    with sandbox.page(picture, 1) as shared:
        page = shared.image()
    assert np.count_nonzero(page.pixels[..., 1] == 0) == 50 * 60


def test_it_refuses_a_page_that_is_not_there(sandbox: Sandbox, picture: Path) -> None:
    with pytest.raises(NoSuchPage, match="Page 2 was asked for; the document has 1"):
        sandbox.page(picture, 2)


def test_it_refuses_an_empty_file(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(EmptyFile):
        sandbox.probe(tmp_path / "empty")


def test_it_refuses_what_is_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(UnsupportedType, match="not a regular file"):
            sandbox.probe(place)


def test_it_refuses_text(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_text("Bob wrote this. " * 100)
    with pytest.raises(UnsupportedType, match="text, not a picture"):
        sandbox.probe(path)


def test_it_refuses_too_many_bytes(picture: Path) -> None:
    with Sandbox(Limits(max_bytes=100)) as small, pytest.raises(TooManyBytes, match="at most 100"):
        small.probe(picture)


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF", "PDF"])
def test_it_decodes_each_format(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    drawing = draw_text(ENGLISH)
    path = tmp_path / "page"
    path.write_bytes(encode(drawing.image, name))
    with sandbox.page(path, 1, Options(dpi=72)) as shared:
        pixels = shared.image().pixels
    assert pixels.shape == drawing.pixels.shape
    assert np.abs(pixels.astype(int) - drawing.pixels).mean() < 5


def test_it_decodes_a_photo_of_many_tiles(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pillow_heif.options, "GRID_TILE_SIZE", 128)  # phones write tiles of 512
    drawing = draw_text(ENGLISH)
    path = tmp_path / "photo.heic"
    path.write_bytes(encode(drawing.image, "HEIF"))
    with sandbox.page(path, 1) as shared:
        assert np.abs(shared.image().pixels.astype(int) - drawing.pixels).mean() < 5
