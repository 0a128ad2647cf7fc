"""An older layer of invisible text goes where it is replaced, so that nothing is copied twice."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from tests.ocr.pdf_output import pdfs
from tests.ocr.pdf_output.pdfs import line, lines, made, page, rendered, searchable
from tests.support.drawing import draw_text
from tests.support.pdfs import drawn, scan

BOX = {"box": "0 0 360 504"}
OLD = b"BT 3 Tr /F 20 Tf 30 400 Td (old words) Tj 0 -30 Td [(more) 20 (of)] TJ (them) ' 1 2 (here) \" ET"


def copied(data: bytes) -> list[str]:
    return pdfs.text_by_pdfium(data).split()


def test_old_text_is_replaced_by_new():
    assert copied(searchable(drawn(OLD, **BOX), page([line("new words")]))) == ["new", "words"]


def test_a_scan_that_was_read_before_looks_the_same():
    drawing = draw_text()
    original = scan(drawing, drawing.text.split("\n"))
    data = searchable(original, page(lines("new words")))
    assert copied(data) == ["new", "words"]
    assert rendered(data).tobytes() == rendered(original).tobytes()


def own(*texts):
    rows = lines(*texts)
    return [
        replace(row, confidence=None, words=tuple(replace(word, confidence=None) for word in row.words)) for row in rows
    ]


@pytest.mark.parametrize("source", ["text_layer", "mixed"])
def test_old_text_that_was_taken_stays(source):
    assert copied(searchable(drawn(OLD, **BOX), page(own("old words"), source=source))) == [
        "old",
        "words",
        "moreof",
        "them",
        "here",
    ]


def test_it_goes_from_forms_too():
    with pikepdf.open(io.BytesIO(drawn(b"/X Do", **BOX))) as document:
        shown = document.pages[0]
        form = document.make_stream(OLD, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 360, 504])
        form.Resources = pikepdf.Dictionary(Font=shown.Resources.Font)
        shown.Resources.XObject = pikepdf.Dictionary(X=form)
        file = io.BytesIO()
        document.save(file)
    assert copied(searchable(file.getvalue(), page([line("new words")]))) == ["new", "words"]


def test_a_form_that_draws_itself_does_no_harm():
    with pikepdf.open(io.BytesIO(drawn(b"/X Do", **BOX))) as document:
        form = document.make_stream(b"/X Do " + OLD, Subtype=pikepdf.Name.Form, BBox=[0, 0, 360, 504])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        document.pages[0].Resources.XObject = pikepdf.Dictionary(X=form)
        file = io.BytesIO()
        document.save(file)
    assert copied(searchable(file.getvalue(), page([line("new")]))) == ["new"]


def test_text_that_shows_stays_as_it_is():
    old = b"q 3 Tr BT /F 20 Tf 30 300 Td (old) Tj ET Q"
    original = drawn(b"BT /F 20 Tf 30 400 Td (seen) Tj ET %b BT /F 20 Tf 30 200 Td (too) Tj ET" % old, **BOX)
    data = searchable(original, page([line("new", top=1000)]))
    assert sorted(copied(data)) == ["new", "seen", "too"]
    assert rendered(data).tobytes() == rendered(original).tobytes()


def test_it_says_where_old_text_had_to_stay():
    """In one text object, what shows may stand where the hidden text ends."""
    original = drawn(b"BT /F 20 Tf 30 400 Td 3 Tr (old ) Tj 0 Tr (seen) Tj ET", **BOX)
    data, problems = made(original, page([line("new", top=1000)]))
    assert "old_text_layer" in [problem.code for problem in problems]
    assert rendered(data).tobytes() == rendered(original).tobytes()


@pytest.mark.parametrize(
    "content", [b"3 Tr BT (a", b"BT 3 Tr (a) Tj", b"3 Tr ET ET Q Q", b"<< 3 Tr >>", b"/x Tr 3 Tr BT ET", b"\xff 3 Tr"]
)
def test_odd_content_does_no_harm(content):
    assert "new" in copied(searchable(drawn(content, **BOX), page([line("new")])))


def corrected(rows, number, text):
    """``rows`` with the first word of one of them written anew by a person."""
    first, *others = rows[number].words
    words = (replace(first, text=text, confidence=1.0, corrected=True), *others)
    row = replace(rows[number], words=words, text=" ".join(word.text for word in words), confidence=1.0)
    return [*rows[:number], row, *rows[number + 1 :]]


@pytest.mark.parametrize("source", ["text_layer", "mixed"])
def test_what_was_corrected_in_an_old_layer_is_in_the_new_one(source):
    rows = corrected(own("old words", "more of them"), 0, "ancient")
    assert copied(searchable(drawn(OLD, **BOX), page(rows, source=source))) == [
        "ancient",
        "words",
        "more",
        "of",
        "them",
    ]


def test_what_was_corrected_in_text_that_shows_does_not_come_beside_it():
    rows = corrected(own("seen too"), 0, "heard")
    original = drawn(b"BT /F 20 Tf 30 400 Td (seen too) Tj ET", **BOX)
    assert copied(searchable(original, page(rows, source="text_layer"))) == ["seen", "too"]
