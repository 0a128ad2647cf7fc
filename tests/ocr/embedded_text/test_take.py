"""Own text judged and completed, with the real engines: from the PDF's bytes to the page."""

from __future__ import annotations

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from onlineocr.ocr import Options, Page, recognize
from tests.ocr.decode.decoded import pdf_page
from tests.support import pdfs
from tests.support.drawing import CHINESE, CJK, ENGLISH, GREEK, HEBREW, RUSSIAN, draw_text, font_for, similarity

pytestmark = pytest.mark.engine

LONGER = (*ENGLISH, "Pack my box with five", "dozen liquor jugs, and", "sphinx of black quartz.")
OTHERS = ("Invoices are payable to", "Mallory within an hour,", "or the price is doubled.")


def read(data: bytes, **options) -> Page:
    (page,) = recognize(data, Options(**options))
    return page


def content(left: int = 50) -> bytes:
    rows = enumerate(LONGER)
    return b"".join(b"BT /F 16 Tf %d %d Td (%s) Tj ET " % (left, 700 - 24 * row, line.encode()) for row, line in rows)


def test_good_text_is_taken():
    page = read(pdfs.typed(LONGER))
    assert (page.source, page.engine.name, page.confidence) == ("text_layer", "text_layer", None)
    assert page.text == "\n".join(LONGER)
    assert "100% like a reading of 5 places" in page.source_reason
    assert (page.languages, page.problems) == (("en",), ())


def test_its_words_lie_where_a_reading_finds_them():
    own, seen = read(pdfs.typed()), read(pdfs.typed(), text_layer="ignore")
    assert [word.text for word in own.words] == [word.text for word in seen.words]
    assert all(one.box.iou(other.box) > 0.6 for one, other in zip(own.words, seen.words, strict=True))
    assert [own.text[slice(*word.span)] for word in own.words] == [word.text for word in own.words]


def test_ignored_text_is_recognized():
    page = read(pdfs.miscoded(), text_layer="ignore")
    assert (page.source, page.source_reason) == ("ocr", "recognized from the picture")
    assert similarity(" ".join(ENGLISH), page.text) > 0.9


def test_text_that_says_other_letters_than_it_shows_is_not_taken():
    page = read(pdfs.miscoded())
    assert page.source == "ocr"
    assert "% like a reading of" in page.source_reason
    assert similarity(" ".join(ENGLISH), page.text) > 0.9


def test_text_without_meaning_is_not_taken():
    page = read(pdfs.unmapped())
    assert page.source == "ocr"
    assert "of the 75 characters of the page's own text mean something" in page.source_reason
    assert similarity(" ".join(ENGLISH), page.text) > 0.9


def test_an_older_recognition_under_a_scan_is_taken_when_it_is_right():
    page = read(pdfs.scan(draw_text(), ENGLISH))
    assert (page.source, page.text) == ("text_layer", "\n".join(ENGLISH))


def test_an_older_recognition_with_errors_is_made_anew():
    wrong = [line.replace("o", "c").replace("e", "a") for line in ENGLISH]
    page = read(pdfs.scan(draw_text(), wrong))
    assert (page.source, page.text) == ("ocr", "\n".join(ENGLISH))


def test_a_hidden_lie_under_a_scan_is_not_believed():
    page = read(pdfs.scan(draw_text(), OTHERS))
    assert (page.source, page.text) == ("ocr", "\n".join(ENGLISH))


def test_a_scan_without_text_is_recognized():
    page = read(pdfs.scan(draw_text()))
    assert (page.source, page.text) == ("ocr", "\n".join(ENGLISH))
    assert "the page has no text of its own" in page.source_reason


def test_white_words_on_white_paper_are_left_out():
    page = read(pdfs.drawn(content() + b"1 g BT /F 16 Tf 50 300 Td (hidden keywords) Tj ET"))
    assert (page.source, page.text) == ("text_layer", "\n".join(LONGER))


def test_a_page_of_white_words_says_nothing():
    page = read(pdfs.drawn(b"1 g BT /F 16 Tf 50 300 Td (nothing but hidden keywords) Tj ET"))
    assert (page.source, page.text) == ("ocr", "")
    assert "only 0% of the page's own text stands where the page shows something" in page.source_reason


def test_a_picture_beside_the_text_is_read_too():
    figure = draw_text(OTHERS, 24)
    page = read(pdfs.with_picture(LONGER, figure.image, at=(50, 320, 300)))
    assert page.source == "mixed"
    assert page.text == "\n".join(LONGER) + "\n\n" + "\n".join(OTHERS)
    assert "1 picture besides recognized" in page.source_reason
    assert page.engine.name == "ppocr"
    assert {word.confidence is None for word in page.words} == {True, False}


def test_a_photo_beside_the_text_changes_nothing():
    rough = np.random.default_rng(5).integers(0, 256, (15, 20, 3), np.uint8)
    photo = Image.fromarray(rough).resize((400, 300), Image.Resampling.BICUBIC)
    page = read(pdfs.with_picture(LONGER, photo, at=(50, 320, 200)))
    assert (page.source, page.text) == ("text_layer", "\n".join(LONGER))
    assert "held no text" in page.source_reason


def test_a_picture_that_its_text_covers_is_not_read_again():
    page = read(pdfs.scan(draw_text(LONGER), LONGER))
    assert page.source == "text_layer"
    assert "besides" not in page.source_reason


def test_a_stamp_on_a_scan_that_was_read_before_is_read():
    true = draw_text(LONGER)
    drawing = draw_text(LONGER)
    image = Image.new("RGB", (drawing.image.width, drawing.image.height + 200), "white")
    image.paste(drawing.image)
    ImageDraw.Draw(image).text((60, drawing.image.height + 60), "RECEIVED MAY", fill="black", font=font_for("A", 40))
    page = read(pdfs.scan(true._replace(image=image), LONGER))
    assert page.source == "mixed"
    assert page.text == "\n".join(LONGER) + "\n\nRECEIVED MAY"


def test_filled_in_form_fields_are_read():
    look = b"BT /F 20 Tf 5 10 Td (Alice Liddell) Tj ET"
    with pikepdf.open(io.BytesIO(pdfs.drawn(content()))) as document:
        page = document.pages[0]
        form = document.make_stream(look, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        form.BBox, form.Resources = pikepdf.Array([0, 0, 300, 40]), page.Resources
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, F=4)
        note.Rect, note.AP = pikepdf.Array([50, 300, 350, 340]), pikepdf.Dictionary(N=form)
        page.Annots = pikepdf.Array([document.make_indirect(note)])
        stream = io.BytesIO()
        document.save(stream)
    found = read(stream.getvalue())
    assert (found.source, found.text) == ("text_layer", "\n".join(LONGER) + "\n\nAlice Liddell")


def test_a_headline_and_print_that_are_drawn_as_curves_are_read():
    data = pdfs.drawn(b"BT /F 14 Tf 50 500 Td (Deliver twelve boxes of paper to the office) Tj ET")
    curves = pdfs.with_curves(data, ("SUMMER SALE", 50, 650, 64), ("Call 555-0199 now", 50, 400, 16))
    assert read(curves).text.split("\n\n") == [
        "SUMMER SALE", "Deliver twelve boxes of paper to the office", "Call 555-0199 now"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [["Invoice for Общество Ромашка", "Total 1,200 RUB due on 5 May"], ["Счёт"], ["שלום"]],
    ids=["mixed", "short ru", "short he"],
)
def test_exact_text_stays_where_no_engine_reads_its_script(lines):
    shown = [line[::-1] if "ש" in line else line for line in lines]
    page = read(pdfs.typed(shown), engine="ppocr")
    assert (page.source, page.text.replace("\n\n", "\n")) == ("text_layer", "\n".join(lines))
    assert "not borne out by a reading" in page.source_reason


def test_exact_text_in_three_scripts_stays(russian, greek):
    page = read(pdfs.typed([" ".join(RUSSIAN), " ".join(GREEK), " ".join(ENGLISH)], size=12))
    assert page.source == "text_layer"
    assert set(page.languages) == {"ru", "el", "en"}


def test_exact_text_in_three_scripts_stays_where_one_alone_is_read():
    page = read(pdfs.typed([" ".join(RUSSIAN), " ".join(GREEK), " ".join(ENGLISH)], size=12), engine="ppocr")
    assert (page.source, page.languages) == ("text_layer", ("en", "ru", "el"))


def test_a_mixed_text_whose_readable_part_is_wrong_is_not_taken():
    page = read(pdfs.scan(draw_text(("Pay to Mallory and to Bob",)), ("Pay to Alice 17 Москва я",)), engine="ppocr")
    assert page.source == "ocr"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_turned(degrees):
    page = read(pdfs.turned(pdfs.typed(LONGER), degrees))
    assert (page.source, page.text) == ("text_layer", "\n".join(LONGER))
    assert page.rotation == (-degrees) % 360
    assert page.width < page.height


def test_a_page_that_must_not_be_turned_stays():
    page = read(pdfs.turned(pdfs.typed(LONGER), 90), orient=False)
    assert page.rotation == 0
    assert page.width > page.height


def test_a_cropped_page_says_what_it_shows():
    page = read(pdfs.turned(pdfs.typed(LONGER), 0, (0, 655, 612, 792)))
    assert (page.source, page.text) == ("text_layer", "\n".join(LONGER[:3]))


def test_an_empty_page_is_empty():
    page = read(pdf_page())
    assert (page.source, page.text, page.problems) == ("ocr", "", ())


def test_print_too_small_to_be_seen_is_not_taken():
    page = read(pdfs.typed(size=1))
    assert page.source == "ocr"
    assert "too small, or too little" in page.source_reason


def test_chinese_is_taken():
    page = read(pdfs.typed(CHINESE, font=CJK))
    assert (page.source, page.text, page.languages) == ("text_layer", "\n".join(CHINESE), ("zh-Hans",))


@pytest.mark.parametrize("lines", [RUSSIAN, HEBREW], ids=["ru", "he"])
def test_text_that_no_engine_reads_is_taken_unless_the_page_says_otherwise(lines):
    shown = lines if lines is RUSSIAN else [line[::-1] for line in lines]
    assert read(pdfs.typed(shown), engine="ppocr").source == "text_layer"
    assert read(pdfs.scan(draw_text(LONGER[:3]), lines), engine="ppocr").source == "ocr"


def test_an_encrypted_document_opens_with_its_password():
    page = read(pdfs.typed(user_password="sesame", owner_password="owner"), password="sesame")
    assert (page.source, page.text) == ("text_layer", "\n".join(ENGLISH))


def test_a_coarser_drawing_gives_the_same_text():
    page = read(pdfs.typed(LONGER), dpi=100)
    assert (page.source, page.text, page.width) == ("text_layer", "\n".join(LONGER), 850)


def test_a_margin_written_sideways_does_not_disturb_the_text():
    page = read(pdfs.drawn(content(left=80) + b"BT /F 10 Tf 0 1 -1 0 40 560 Tm (arXiv 1234 in the margin) Tj ET"))
    assert page.source == "text_layer"
    assert page.text == "\n".join(LONGER) + "\n\narXiv 1234 in the margin"
