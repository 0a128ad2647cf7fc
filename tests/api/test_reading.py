"""The whole way with the real engines: a picture by HTTP, its true text back."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.support import drawing, processes

pytestmark = pytest.mark.engine

RECEIPT = (
    ("GREEN VALLEY MARKET", ""),
    ("22/11/2026 18:41", ""),
    ("Milk 1L", "1.29"),
    ("Brown bread", "2.85"),
    ("Apples 0.752 kg", "2.24"),
    ("TOTAL", "6.38"),
    ("CASH", "10.00"),
    ("CHANGE", "3.62"),
)


@pytest.fixture(scope="module")
def _real_worker(django_db_setup, django_db_blocker):
    with processes.working(django_db_blocker, ONLINEOCR_ENGINE="auto") as process:
        yield process


@pytest.fixture
def read(api, transactional_db, _real_worker):
    """``read(image)``: what the service answers for a picture."""

    def post(image, **options):
        query = "&".join(f"{name}={value}" for name, value in ({"engine": "auto"} | options).items())
        response = api.generic("POST", f"/api/ocr/?{query}", drawing.encode(image, "PNG"), "image/png")
        assert response.status_code == 200, response.content
        return response.json()

    return post


def likeness(found, true):
    """1.0 when the texts are the same but for white space."""
    return SequenceMatcher(None, "".join(found.split()), "".join(true.split()), autojunk=False).ratio()


def receipt():
    """A narrow strip: names on the left, amounts on the right."""
    page = Image.new("L", (420, 60 + 44 * len(RECEIPT)), 250)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(drawing.SANS), 24)
    for number, (name, amount) in enumerate(RECEIPT):
        y = 30 + 44 * number
        draw.text((24, y), name, font=font, fill=30)
        draw.text((396 - draw.textlength(amount, font=font), y), amount, font=font, fill=30)
    return page


def test_it_reads_a_paragraph(read):
    picture = drawing.draw_text(drawing.ENGLISH)
    answer = read(picture.image)
    assert answer["content"] == picture.text
    assert answer["confidence"] > 0.9
    assert answer["languages"] == ["en"]


def test_it_reads_a_receipt_row_by_row(read):
    rows = [f"{name}\t{amount}".strip() for name, amount in RECEIPT]  # a table without rules
    lines = read(receipt())["content"].replace("\n\n", "\n").split("\n")
    assert lines == rows


def test_it_reads_chinese(read):
    picture = drawing.draw_text(drawing.CHINESE)
    answer = read(picture.image)
    assert likeness(answer["content"], picture.text) == 1.0
    assert answer["languages"][0].startswith("zh")


def test_it_reads_russian_by_itself(read, russian):
    picture = drawing.draw_text(drawing.RUSSIAN)
    answer = read(picture.image)
    assert likeness(answer["content"], picture.text) > 0.97
    assert (answer["engine"]["name"], answer["languages"]) == ("tesseract", ["ru"])
    assert "Cyrl" in answer["pages"][0]["engine_reason"]


def test_it_reads_russian_when_asked_to(read, russian):
    picture = drawing.draw_text(drawing.RUSSIAN)
    assert likeness(read(picture.image, languages="ru")["content"], picture.text) > 0.97


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_it_reads_a_page_that_lies_wrongly(read, degrees):
    picture = drawing.draw_text(drawing.ENGLISH * 3)
    answer = read(picture.image.rotate(-degrees, expand=True))  # turned clockwise by that many degrees
    page = answer["pages"][0]
    assert likeness(answer["content"], picture.text) > 0.99
    assert page["rotation"] == (360 - degrees) % 360
    assert (page["width"], page["height"]) == picture.image.size


def test_it_says_where_each_word_stands(read):
    picture = drawing.draw_text(drawing.ENGLISH)
    words = [
        word for block in read(picture.image)["pages"][0]["blocks"] for line in block["lines"] for word in line["words"]
    ]
    assert [word["text"] for word in words] == picture.text.split()
    assert all(drawing.Box(*word["box"]).iou(box) > 0.5 for word, box in zip(words, picture.boxes, strict=True))


@pytest.mark.parametrize("degrees", [-7, 4])
def test_it_reads_a_page_that_leans(read, degrees):
    picture = drawing.draw_text(drawing.ENGLISH * 3)
    answer = read(
        picture.image.convert("RGB").rotate(-degrees, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    )
    assert likeness(answer["content"], picture.text) > 0.98
    assert abs(answer["pages"][0]["skew"] - degrees) < 1.0


def test_it_reads_pages_of_a_pdf(read, api):
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("Helvetica", size=14)
    for name in ("first", "second"):
        pdf.add_page()
        pdf.cell(text=f"This is the {name} page of two.")
    response = api.generic("POST", "/api/ocr/?engine=auto", bytes(pdf.output()), "application/pdf")
    assert response.json()["content"] == "This is the first page of two.\n\nThis is the second page of two."


def test_it_says_what_a_caller_can_do_about_a_missing_language(api, transactional_db):
    response = api.generic("POST", "/api/ocr/?languages=ka&engine=auto", processes.picture(), "image/png")
    assert (response.status_code, response.json()["code"]) == (422, "language_not_installed")
    detail = response.json()["detail"]
    assert "trained data 'kat'" in detail
    assert "ask the operator" in detail
    assert "/api/v1/capabilities" in detail
    assert "Run '" not in detail
