from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fpdf import FPDF
from PIL import Image

from onlineocr.ocr.errors import (
    DamagedFile,
    InputError,
    NoSuchPage,
    PdfEncrypted,
    TooManyPages,
    WrongPassword,
)
from onlineocr.ocr.limits import Limits
from tests.ocr.decode.decoded import BLUE, RED, WHITE, Decoder, drawing, near, pdf, pdf_page

CORNERS = b"0.784 0 0 rg 0 80 40 20 re f 0 0 0.784 rg 180 0 20 20 re f"
"""On a page of 200 x 100 points: red in the top left corner, blue in the bottom right one."""


def written(pages: int = 1, **encryption: Any) -> bytes:
    document = FPDF()
    document.set_font("Helvetica", size=24)
    for number in range(1, pages + 1):
        document.add_page()
        document.cell(text=f"Page {number} for Alice")
    if encryption:
        document.set_encryption(**encryption)
    return bytes(document.output())


def scan(dpi: int, overlay: bool = False) -> bytes:
    """A page of 4 x 2 inches that one picture fills."""
    document = FPDF(unit="in", format=(4, 2))
    document.add_page()
    document.image(drawing(4 * dpi, 2 * dpi), 0, 0, 4, 2)
    if overlay:
        document.set_font("Helvetica", size=10)
        document.text(1, 1, "drawn over it")
    return bytes(document.output())


def test_it_counts_pages_and_draws_each(decoder: Decoder) -> None:
    data = written(3)
    assert (decoder.probe(data).media_type, decoder.probe(data).pages) == ("application/pdf", 3)
    pages = [decoder.page(data, number).pixels for number in (1, 2, 3)]
    assert all(page.min() == 0 and page[-1, -1].tolist() == WHITE for page in pages)
    assert (pages[0] != pages[1]).any()
    with pytest.raises(NoSuchPage, match="Page 4 was asked for; the document has 3"):
        decoder.page(data, 4)


def test_colors_and_places_are_right(decoder: Decoder) -> None:
    pixels = decoder.page(pdf_page(CORNERS)).pixels
    assert near(pixels[5, 5], RED)
    assert near(pixels[-5, -5], BLUE)
    assert pixels[-5, 5].tolist() == WHITE


def test_a_page_of_usual_size_is_drawn_at_200_dpi(decoder: Decoder) -> None:
    page = decoder.page(written())
    assert (page.width, page.height, page.dpi) == (1654, 2339, 200)
    assert (page.full_width, page.full_height) == (1654, 2339)


def test_a_small_page_is_drawn_finer(decoder: Decoder) -> None:
    assert decoder.page(pdf_page(box="0 0 252 144")).dpi == 400
    assert decoder.page(pdf_page(box="0 0 432 288")).dpi == pytest.approx(266.67, abs=0.01)


def test_the_caller_chooses_the_resolution(decoder: Decoder) -> None:
    page = decoder.page(pdf_page(box="0 0 144 72"), dpi=100)
    assert (page.width, page.height, page.dpi, page.problems) == (200, 100, 100, ())


def test_a_huge_page_is_drawn_as_fine_as_fits(decoder: Decoder) -> None:
    page = decoder.page(pdf_page(box="0 0 14400 14400"), limits=Limits(work_pixels=1_000_000))
    assert (page.width, page.height, page.dpi) == (1000, 1000, 5)


def test_a_resolution_that_does_not_fit_is_said(decoder: Decoder) -> None:
    page = decoder.page(pdf_page(box="0 0 720 720"), limits=Limits(work_pixels=1_000_000), dpi=300)
    assert page.dpi == 100
    assert [problem.code for problem in page.problems] == ["too_many_pixels"]


@pytest.mark.parametrize(("stored", "drawn"), [(100, 150), (250, 250), (600, 300)])
def test_a_scan_keeps_its_own_resolution_within_bounds(decoder: Decoder, stored: int, drawn: int) -> None:
    assert decoder.page(scan(stored)).dpi == pytest.approx(drawn, abs=1)


def test_a_scan_in_strips_is_a_scan(decoder: Decoder) -> None:
    document = FPDF(unit="in", format=(4, 2))
    document.add_page()
    for strip in range(8):
        document.image(drawing(1000, 62 + strip), 0, strip / 4, 4, 0.25)
    assert decoder.page(bytes(document.output())).dpi == pytest.approx(260, abs=8)


def test_a_picture_too_large_to_be_drawn_is_said(decoder: Decoder) -> None:
    problems = decoder.page(scan(200), limits=Limits(max_pixels=300_000)).problems
    assert [problem.code for problem in problems] == ["too_many_pixels"]
    assert "800 x 400 pixels" in problems[0].detail


def test_a_coarse_picture_behind_text_does_not_make_the_text_coarse(decoder: Decoder) -> None:
    assert decoder.page(scan(72, overlay=True)).dpi == 200


def test_a_scan_at_its_own_resolution_is_the_picture(decoder: Decoder) -> None:
    pixels = decoder.page(scan(200)).pixels
    assert pixels.shape == (400, 800, 3)
    assert near(pixels[10, 20], RED)
    assert near(pixels[-10, -10], BLUE)


@pytest.mark.parametrize(("turn", "corner"), [(0, (0, 0)), (90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_it_turns_a_page_as_rotate_says(decoder: Decoder, turn: int, corner: tuple[int, int]) -> None:
    page = decoder.page(pdf_page(CORNERS, more=f"/Rotate {turn}"))
    assert (page.width < page.height) == (turn in {90, 270})
    row, column = (5 if side == 0 else -5 for side in corner)
    assert near(page.pixels[row, column], RED)


def test_it_shows_the_crop_box_only(decoder: Decoder) -> None:
    page = decoder.page(pdf_page(CORNERS, more="/CropBox[0 50 100 100]"), dpi=72)
    assert (page.width, page.height) == (100, 50)
    assert near(page.pixels[5, 5], RED)


def test_it_draws_annotations_and_form_fields(decoder: Decoder) -> None:
    look = b"0.784 0 0 rg 0 0 50 50 re f"
    for kind, form in (("/Square", ""), ("/Widget/FT/Tx/T(name)/V(Bob)", "/AcroForm<</Fields[5 0 R]>>")):
        data = pdf(
            f"<</Type/Catalog/Pages 2 0 R{form}>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[5 0 R]>>",
            "null",
            f"<</Type/Annot/Subtype{kind}/Rect[0 0 50 50]/F 4/AP<</N 6 0 R>>>>",
            f"<</Type/XObject/Subtype/Form/BBox[0 0 50 50]/Length {len(look)}>>",
            stream=look,
        )
        assert near(decoder.page(data).pixels[-20, 20], RED), kind


def test_it_asks_for_the_password(decoder: Decoder) -> None:
    data = written(user_password="sesame", owner_password="owner")
    for ask in (decoder.probe, decoder.page):
        with pytest.raises(PdfEncrypted, match="password"):
            ask(data)
        with pytest.raises(WrongPassword):
            ask(data, password="Sesame")
    assert decoder.probe(data, password="sesame").pages == 1
    assert decoder.page(data, password="owner").pixels.min() == 0


def test_a_password_may_be_in_any_script(decoder: Decoder) -> None:
    stream = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(stream, encryption=pikepdf.Encryption(user="пароль", owner="x", R=6))
    assert decoder.probe(stream.getvalue(), password="пароль").pages == 1


def test_no_password_is_asked_for_a_pdf_that_only_forbids_printing(decoder: Decoder) -> None:
    assert decoder.probe(written(owner_password="owner")).pages == 1


def test_junk_before_the_header_is_skipped(decoder: Decoder) -> None:
    data = b"HTTP/1.1 200 OK\r\n\r\n" + written()
    assert decoder.page(data).pixels.min() == 0


def test_it_refuses_too_many_pages(decoder: Decoder) -> None:
    with pytest.raises(TooManyPages, match="The document has 3 pages; at most 2 are read"):
        decoder.probe(written(3), Limits(max_pages=2))


def test_a_page_tree_that_bites_its_tail_is_refused(decoder: Decoder) -> None:
    data = pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 99999>>")
    with pytest.raises(InputError):
        decoder.probe(data)


def test_a_pdf_without_pages_is_damaged(decoder: Decoder) -> None:
    with pytest.raises(DamagedFile):
        decoder.probe(pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"))


@pytest.mark.parametrize("box", ["0 0 0 0", "0 0 -5 9", "0 0 1e38 1e38", "9 9 9 9", "0 0 0.001 0.001", "5 5 1 1"])
def test_an_odd_page_size_is_survived(decoder: Decoder, box: str) -> None:
    page = decoder.page(pdf_page(CORNERS, box=box), limits=Limits(work_pixels=1_000_000))
    assert 1 <= page.width * page.height <= 1_000_000


def test_deep_nesting_is_survived(decoder: Decoder) -> None:
    deep = b"q " * 100_000 + CORNERS + b" Q" * 100_000
    assert decoder.page(pdf_page(deep)).pixels.shape[2] == 3
    with pytest.raises(InputError):
        decoder.page(pdf("[" * 100_000 + "]" * 100_000))


def test_a_picture_inside_a_form_is_a_scan_too(decoder: Decoder, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(scan(250))) as document:
        page = document.pages[0]
        form = document.make_stream(page.Contents.read_bytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        form.BBox, form.Resources = page.MediaBox, page.Resources
        page.Contents = document.make_stream(b"/Whole Do")
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Whole=form))
        document.save(tmp_path / "form.pdf")
    assert decoder.page(tmp_path / "form.pdf").dpi == pytest.approx(250, abs=1)


def test_a_compressed_stream_is_read(decoder: Decoder) -> None:
    packed = zlib.compress(CORNERS)
    data = pdf_page(packed).replace(b"/Length", b"/Filter/FlateDecode/Length")
    assert near(decoder.page(data).pixels[5, 5], RED)


def test_a_picture_saved_as_pdf_comes_back(decoder: Decoder) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (850, 1100), "white").save(stream, "PDF", resolution=100)
    assert decoder.page(stream.getvalue()).pixels.mean() == 255
