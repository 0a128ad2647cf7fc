"""What a searchable PDF says of itself."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pytest

from onlineocr.ocr.export.pdf.layers import Head
from onlineocr.ocr.page import Problem
from onlineocr.ocr.pdf_output import metadata

MADE = datetime(2026, 5, 1, 12, 30, 5, tzinfo=timezone(timedelta(hours=2)))


def described(head=None, **info):
    pdf = pikepdf.new()
    for name, value in info.items():
        pdf.docinfo[f"/{name}"] = value
    metadata.describe(pdf, head or Head("Scan", ("de", "en"), MADE))
    return pdf


def again(pdf):
    file = io.BytesIO()
    pdf.save(file)
    return pikepdf.open(file)


def test_it_takes_title_date_and_language_of_the_document():
    pdf = described()
    assert (str(pdf.docinfo.Title), str(pdf.Root.Lang)) == ("Scan", "de")
    assert str(pdf.docinfo.CreationDate) == "D:20260501103005+00'00'"


def test_it_keeps_what_the_original_says():
    pdf = described(Title="Own", CreationDate="D:2001", Author="Alice", Producer="Other", ModDate="D:2002")
    assert (str(pdf.docinfo.Title), str(pdf.docinfo.CreationDate), str(pdf.docinfo.Author)) == (
        "Own",
        "D:2001",
        "Alice",
    )
    assert (str(pdf.docinfo.Producer), str(pdf.docinfo.ModDate)[:4]) == (metadata.PRODUCER, "D:20")


def test_it_gives_a_blank_title_the_name_of_the_file():
    assert str(described(Title="  ").docinfo.Title) == "Scan"


@pytest.mark.parametrize(("title", "kept"), [("a\x00b\nc", "abc"), (" x ", "x"), ("y" * 600, "y" * 500)])
def test_it_cleans_the_title(title, kept):
    assert str(described(Head(title)).docinfo.Title) == kept


def test_it_leaves_out_what_nobody_knows():
    pdf = described(Head("\x00"))
    assert "/Title" not in pdf.docinfo
    assert "/Lang" not in pdf.Root
    made = datetime.strptime(str(pdf.docinfo.CreationDate), "D:%Y%m%d%H%M%S+00'00'").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=5)


def test_it_tells_problems_as_sentences():
    pdf = pikepdf.new()
    metadata.tell(pdf, [])
    assert metadata.PROBLEMS not in pdf.docinfo
    metadata.tell(pdf, [Problem("a", "One is cut"), Problem("b", "Two are gone")])
    assert str(pdf.docinfo[metadata.PROBLEMS]) == "One is cut. Two are gone."


def test_it_repeats_the_properties_for_archives():
    pdf = described()
    metadata.declare(pdf, archival=True)
    with again(pdf) as found, found.open_metadata() as said:
        assert (said["dc:title"], said["pdfaid:part"], said["pdfaid:conformance"]) == ("Scan", "2", "B")
        assert said["xmp:CreateDate"].startswith("2026-05-01T10:30:05")


def test_it_takes_back_a_claim_that_does_not_hold():
    pdf = described()
    metadata.declare(pdf, archival=True)
    metadata.declare(pdf, archival=False)
    with pdf.open_metadata() as said:
        assert "pdfaid:part" not in said
        assert "pdfaid:conformance" not in said


def test_it_declares_device_colors_once():
    pdf = pikepdf.new()
    metadata.add_output_intent(pdf)
    first = pdf.Root.OutputIntents
    metadata.add_output_intent(pdf)
    assert (len(first), pdf.Root.OutputIntents.objgen) == (1, first.objgen)
    assert (str(first[0].S), int(first[0].DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
