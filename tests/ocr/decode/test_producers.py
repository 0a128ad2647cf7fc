"""PDFs as scanners, archives and TeX write them, pictures as phones do."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from PIL import Image
from pillow_heif import HeifFile, from_pillow

from tests.ocr.decode.decoded import BLUE, RED, WHITE, Decoder, drawing, near
from tests.support import pdfs


def scan(image: Image.Image, image_filter: str) -> bytes:
    """A page of 120 x 80 points that ``image`` fills, compressed by ``image_filter``."""
    document = FPDF(unit="pt", format=(120, 80))
    document.set_image_filter(image_filter)
    document.add_page()
    document.image(image, 0, 0, 120, 80)
    return bytes(document.output())


@pytest.mark.parametrize("name", ["DCTDecode", "JPXDecode", "FlateDecode", "LZWDecode"])
def test_it_reads_a_scan_by_its_compression(decoder: Decoder, name: str) -> None:
    data = scan(drawing(480, 320), name)
    assert f"/{name}".encode() in data
    pixels = decoder.page(data).pixels
    assert near(pixels[5, 5], RED, 30)
    assert near(pixels[-5, -5], BLUE, 30)
    assert near(pixels[pixels.shape[0] // 2, pixels.shape[1] // 2], WHITE)


def test_it_reads_a_fax_in_a_pdf(decoder: Decoder) -> None:
    data = scan(drawing(480, 320).convert("1", dither=Image.Dither.NONE), "AUTO")
    assert b"/CCITTFaxDecode" in data
    pixels = decoder.page(data).pixels
    assert near(pixels[5, 5], [0, 0, 0])
    assert near(pixels[pixels.shape[0] // 2, pixels.shape[1] // 2], WHITE)


def named(content: bytes, names: dict[int, str]) -> bytes:
    """A page of ``content`` whose font says by ``names`` of glyphs alone what its codes mean, as TeX's fonts do."""
    with pikepdf.open(io.BytesIO(pdfs.drawn(content))) as document:
        differences = [item for code, name in names.items() for item in (code, pikepdf.Name(f"/{name}"))]
        encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=pikepdf.Array(differences))
        document.pages[0].Resources.Font.F.Encoding = encoding
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


def test_it_reads_ligatures_by_the_names_of_their_glyphs(decoder: Decoder) -> None:
    data = named(
        rb"BT /F 16 Tf 50 700 Td [(o\016ce) -333 (\014ne) -333 (a\033ect)] TJ ET", {12: "fi", 14: "ffi", 27: "ff"}
    )
    own = decoder.page(data).own_text
    assert own
    assert [line.text for line in own.lines] == ["office fine affect"]
    assert own.unmapped == 0


def test_it_reads_the_first_of_the_pictures_in_a_jpeg(decoder: Decoder, tmp_path: Path) -> None:
    gain_map = Image.new("RGB", (60, 40), "gray")
    drawing().save(tmp_path / "photo.jpg", "MPO", save_all=True, append_images=[gain_map], quality=95)
    page = decoder.page(tmp_path / "photo.jpg")
    assert (decoder.probe(tmp_path / "photo.jpg").pages, page.pixels.shape, page.problems) == (1, (80, 120, 3), ())
    assert near(page.pixels[5, 5], RED)


def test_it_reads_the_primary_picture_of_a_heic(decoder: Decoder, tmp_path: Path) -> None:
    file: HeifFile = from_pillow(Image.new("RGB", (64, 64), "gray"))
    file.add_from_pillow(drawing())
    file.save(tmp_path / "burst.heic", quality=95, primary_index=1)
    assert decoder.probe(tmp_path / "burst.heic").pages == 1
    assert near(decoder.page(tmp_path / "burst.heic").pixels[5, 5], RED)
