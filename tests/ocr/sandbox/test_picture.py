"""A page as a picture file, made in a child."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from onlineocr.ocr.errors import DamagedFile, DecoderCrashed, NoSuchPage
from onlineocr.ocr.geometry import Box
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.picture import FORMATS, MOST_BYTES, MOST_PIXELS, Picture
from onlineocr.ocr.sandbox import Sandbox
from tests.ocr.sandbox.orders import carrying
from tests.ocr.sandbox.test_hostile_child import Rogue, rogue  # noqa: F401 - a fixture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def noisy(path: Path, width: int, height: int) -> Path:
    Image.effect_noise((width, height), 200).convert("RGB").save(path, "BMP")
    return path


@pytest.mark.parametrize("format", FORMATS)
def test_it_makes_a_picture_of_each_format(sandbox: Sandbox, picture: Path, format: str) -> None:
    data = sandbox.picture(picture, 1, Picture(format=format))
    image = Image.open(io.BytesIO(data))
    assert (image.get_format_mimetype(), image.size) == (FORMATS[format], (320, 200))


@pytest.mark.parametrize(
    ("rotation", "corner"), [(0, (10, 20)), (90, (199 - 20, 10)), (180, (319 - 10, 199 - 20)), (270, (20, 319 - 10))]
)
def test_it_turns_clockwise(sandbox: Sandbox, picture: Path, rotation: int, corner: tuple[int, int]) -> None:
    image = opened(sandbox.picture(picture, 1, Picture(rotation=rotation, format="png")))
    assert image.size == ((320, 200) if rotation % 180 == 0 else (200, 320))
    assert image.getpixel(corner) == (200, 0, 0)


@pytest.mark.parametrize(("width", "size"), [(16, (16, 10)), (160, (160, 100)), (320, (320, 200)), (4096, (320, 200))])
def test_it_makes_it_smaller_but_never_larger(
    sandbox: Sandbox, picture: Path, width: int, size: tuple[int, int]
) -> None:
    assert opened(sandbox.picture(picture, 1, Picture(width))).size == size


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_it_cuts_out_a_part_of_the_upright_page(sandbox: Sandbox, picture: Path, rotation: int) -> None:
    whole = opened(sandbox.picture(picture, 1, Picture(rotation=rotation, format="png")))
    box = Box(7, 11, 90, 61)
    part = opened(sandbox.picture(picture, 1, Picture(None, rotation, "png", box, whole.size)))
    assert part.tobytes() == whole.crop(box).tobytes()


def test_a_part_is_told_in_pixels_of_the_page_and_made_smaller_by_its_own_width(
    sandbox: Sandbox, picture: Path
) -> None:
    """The page was read at twice the size at which it is drawn here."""
    wanted = Picture(40, 0, "png", Box(0, 0, 320, 80), (640, 400))
    assert opened(sandbox.picture(picture, 1, wanted)).size == (40, 10)


def test_a_part_of_a_pixel_is_a_pixel(sandbox: Sandbox, picture: Path) -> None:
    wanted = Picture(None, 0, "png", Box(6399, 3999, 6400, 4000), (6400, 4000))
    assert opened(sandbox.picture(picture, 1, wanted)).size == (1, 1)


@pytest.mark.parametrize(
    "box", [(0, 0, 0, 10), (5, 5, 4, 10), (-1, 0, 5, 5), (0, 0, 321, 10), (0, 190, 10, 201), (400, 400, 500, 500)]
)
def test_it_takes_no_part_outside_the_page(box: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="320 x 200"):
        Picture(box=Box(*box), page=(320, 200))


def test_the_width_counts_after_turning(sandbox: Sandbox, picture: Path) -> None:
    assert opened(sandbox.picture(picture, 1, Picture(100, rotation=90))).size == (100, 160)


@pytest.mark.parametrize(("width", "height"), [(1, 30_000), (30_000, 1), (5000, 5000)])
def test_it_keeps_a_picture_within_bounds(sandbox: Sandbox, tmp_path: Path, width: int, height: int) -> None:
    Image.new("RGB", (width, height), "white").save(tmp_path / "large.png")
    image = opened(sandbox.picture(tmp_path / "large.png", 1, Picture()))
    assert image.width <= 4096
    assert image.height <= 16_383
    assert image.width * image.height <= MOST_PIXELS * 1.01


def test_a_picture_that_cannot_be_compressed_still_fits(sandbox: Sandbox, tmp_path: Path) -> None:
    data = sandbox.picture(noisy(tmp_path / "noise.bmp", 4000, 4000), 1, Picture(format="png"))
    assert 16_000_000 < len(data) < MOST_BYTES


def test_it_refuses_what_cannot_be_shown(sandbox: Sandbox, picture: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSuchPage):
        sandbox.picture(picture, 2, Picture())
    (tmp_path / "cut.png").write_bytes(picture.read_bytes()[:40])
    with pytest.raises(DamagedFile):
        sandbox.picture(tmp_path / "cut.png", 1, Picture())


@pytest.mark.parametrize("wanted", [{"width": 15}, {"width": 4097}, {"rotation": 45}, {"format": "gif"}])
def test_it_takes_no_order_out_of_bounds(wanted: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"must be|quarters"):
        Picture(**wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "deed",
    [
        "return {'picture': {}}",
        "return {'picture': 7}",
        "return {'picture': {'length': 10, 'width': 2, 'height': 2}}",
        "return {'picture': {'length': 2**40, 'width': 2, 'height': 2}}",
        "return {'picture': {'length': True, 'width': 2, 'height': 2}}",
        "return {'picture': {'length': 10, 'width': 0, 'height': 2}}",
        "fcntl.fcntl(4, 1033, 1); return {'picture': {'length': 10, 'width': 2, 'height': 2}}",
        "import mmap; mmap.mmap(4, 9)[:] = b'<script>x'; return {'picture': {'length': 9, 'width': 2, 'height': 2}}",
    ],
)
def test_a_picture_that_cannot_be_is_not_believed(rogue: Rogue, picture: Path, deed: str) -> None:  # noqa: F811

    with pytest.raises(DecoderCrashed):
        rogue.sandbox.picture(picture, 1, Picture(), carrying(deed))


def test_it_holds_nothing_afterwards(picture: Path) -> None:
    with Sandbox(Limits()) as fresh:
        fresh.picture(picture, 1, Picture())
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(3):
            fresh.picture(picture, 1, Picture(64))
        assert len(list(Path("/proc/self/fd").iterdir())) == before
