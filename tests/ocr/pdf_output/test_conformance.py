"""A PDF says that it is PDF/A-2b where that holds, and why where it does not."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import pdfa

from tests.ocr.pdf_output.pdfs import lines, made, page, searchable
from tests.support.drawing import draw_text
from tests.support.pdfs import drawn, scan, typed

PAGE = page(lines("Alice and Bob", "今天 😀"))


def claims(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as document, document.open_metadata() as said:
        return said.pdfa_status


@pytest.mark.parametrize(
    "original",
    [scan(draw_text()), scan(draw_text(), draw_text().text.split("\n")), typed()],
    ids=["scan", "read", "typed"],
)
def test_it_conforms(original):
    data, problems = made(original, PAGE)
    findings = pdfa.validate_written(io.BytesIO(data), "2b").findings
    assert [found for found in findings if not found.where.endswith("(Catalog) /OpenAction")] == []
    assert (claims(data), problems) == ("2B", [])
    with pikepdf.open(io.BytesIO(data)) as document:
        assert str(document.docinfo.Producer).startswith("onlineocr ")


def changed(change) -> bytes:
    with pikepdf.open(io.BytesIO(scan(draw_text()))) as document:
        change(document)
        file = io.BytesIO()
        document.save(file)
    return file.getvalue()


def script(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    names = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action]))
    document.Root.Names = pikepdf.Dictionary(JavaScript=names)


def note(document):
    kind = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], F=2)
    document.pages[0].Annots = pikepdf.Array([document.make_indirect(kind)])


def attach(document):
    document.attachments["alice.txt"] = b"curiouser"


@pytest.mark.parametrize(
    "original", [drawn(b"BT /F 9 Tf (a) Tj ET"), changed(script), changed(note), changed(attach)],
    ids=["font", "script", "hidden note", "attachment"],
)  # fmt: skip
def test_it_says_why_it_does_not_conform(original):
    data, problems = made(original, PAGE)
    assert [problem.code for problem in problems] == ["not_archival"]
    assert claims(data) == ""
    with pikepdf.open(io.BytesIO(data)) as document:
        assert problems[0].detail in str(document.docinfo.Problems)


@pytest.mark.parametrize("change", [script, note, attach])
def test_nothing_is_taken_away_so_that_it_conforms(change):
    with pikepdf.open(io.BytesIO(searchable(changed(change), PAGE))) as document:
        assert (
            "/JavaScript" in document.Root.get("/Names", {}) or "/Annots" in document.pages[0] or document.attachments
        )


def test_a_claim_that_does_not_hold_is_taken_back():
    def claim(document):
        script(document)
        with document.open_metadata() as said:
            said["pdfaid:part"], said["pdfaid:conformance"] = "1", "B"

    assert claims(searchable(changed(claim), PAGE)) == ""
