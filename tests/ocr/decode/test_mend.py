"""PDFs that end too early: the pages that are left are read, and a problem says so."""

from __future__ import annotations

import io

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.errors import DamagedFile, TruncatedFile
from tests.ocr.decode.decoded import Decoder, pdf_page
from tests.ocr.decode.test_structure import outcome


def written(pages: int = 3) -> bytes:
    document = FPDF()
    document.set_font("Helvetica", size=20)
    for number in range(1, pages + 1):
        document.add_page()
        document.cell(text=f"Alice wrote page {number}")
    out = io.BytesIO()
    document.output(out)
    return out.getvalue()


def texts(decoder: Decoder, data: bytes) -> list[str]:
    found = []
    for number in range(1, decoder.probe(data).pages + 1):
        own = decoder.page(data, number).own_text
        found.append(" ".join(line.text for line in own.lines) if own else "")
    return found


@pytest.mark.parametrize("mark", [b"trailer", b"startxref", b"%%EOF", b"\nxref"])
def test_it_reads_a_pdf_without_its_end(decoder: Decoder, mark: bytes) -> None:
    data = written()
    cut = data[: data.rindex(mark)]
    assert texts(decoder, cut) == [f"Alice wrote page {number}" for number in (1, 2, 3)]
    assert [problem.code for problem in decoder.page(cut).problems] == ["truncated_file"]


def test_a_whole_pdf_has_no_problem(decoder: Decoder) -> None:
    assert decoder.page(written()).problems == ()


def test_it_reads_the_pages_that_are_left_without_catalog_and_tree(decoder: Decoder) -> None:
    data = written().replace(b"/Type /Catalog", b"/Type /Cat    ").replace(b"/Type /Pages", b"/Type /Pag  ")
    cut = data[: data.rindex(b"\nxref")]
    assert texts(decoder, cut)[:3] == [f"Alice wrote page {number}" for number in (1, 2, 3)]


def test_it_refuses_a_pdf_of_which_no_page_is_left(decoder: Decoder) -> None:
    with pytest.raises(TruncatedFile, match="ends too early"):
        decoder.probe(pdf_page(b"0 0 9 9 re f")[:40])


def test_an_encrypted_pdf_without_its_end_is_refused(decoder: Decoder) -> None:
    data = written().replace(b"/Type /Catalog", b"/Filter /Standard /Type /Catalog")
    with pytest.raises(DamagedFile):
        decoder.probe(data[: data.rindex(b"\nxref")])


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1))
def test_a_pdf_cut_off_anywhere_is_read_or_refused(where: float) -> None:
    data = written()
    error = outcome(data[: int(len(data) * where)])
    assert error is None or str(error)
