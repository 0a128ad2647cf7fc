"""Content beside the pages of a PDF: a problem names it."""

from __future__ import annotations

import io

import pikepdf
import pytest

from tests.ocr.decode.decoded import Decoder, pdf_page


def changed(change) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_page(b"0 0 50 50 re f"))) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def problems(decoder: Decoder, data: bytes) -> list[tuple[str, str]]:
    return [(problem.code, problem.detail) for problem in decoder.page(data).problems]


def xfa(document: pikepdf.Pdf, *, dynamic: bool) -> None:
    form = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=document.make_stream(b"<xdp/>"))
    document.Root.AcroForm = form
    if dynamic:
        document.Root.NeedsRendering = True


def test_it_says_that_a_dynamic_xfa_form_is_not_read(decoder: Decoder) -> None:
    (found,) = problems(decoder, changed(lambda document: xfa(document, dynamic=True)))
    assert found[0] == "xfa_form"
    assert "print it to a new PDF" in found[1]


def test_a_static_form_is_no_problem(decoder: Decoder) -> None:
    assert problems(decoder, changed(lambda document: xfa(document, dynamic=False))) == []


def attach(document: pikepdf.Pdf, *names: str) -> None:
    for name in names:
        document.attachments[name] = pikepdf.AttachedFileSpec(document, b"data", filename=name)


def test_it_names_the_files_of_a_portfolio(decoder: Decoder) -> None:
    (found,) = problems(decoder, changed(lambda document: attach(document, "invoice Ä.pdf", "photo.JPG")))
    assert found[0] == "embedded_files"
    assert "2 files" in found[1]
    assert "invoice Ä.pdf" in found[1]


@pytest.mark.parametrize("name", ["factur-x.xml", "data.json", ""])
def test_data_for_machines_is_no_problem(decoder: Decoder, name: str) -> None:
    assert problems(decoder, changed(lambda document: attach(document, name or "noending"))) == []
