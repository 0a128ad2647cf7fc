"""Codes of every common kind, however they lie."""

import base64

import numpy as np
import pytest
from PIL import Image, ImageFilter, ImageOps

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.prepare import barcodes, ink
from tests.support.barcodes import code, page
from tests.support.drawing import draw_text


def find(picture):
    return barcodes.find(ink.grey(np.array(picture.convert("RGB"))))


def said(picture):
    return [(found.format, found.text) for found in find(picture)]


KINDS = [
    ("QRCode", "https://example.org/1234"), ("EAN13", "4006381333931"), ("EAN8", "96385074"), ("Code128", "ABC-1234"),
    ("Code39", "HELLO 12"), ("ITF", "12345678"), ("DataMatrix", "a part number"), ("PDF417", "a boarding pass"),
    ("Aztec", "a train ticket"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), KINDS)
def test_it_reads_every_common_kind(kind, text):
    assert said(page((code(text, kind), (300, 500)))) == [(kind, text)]


@pytest.mark.parametrize(("kind", "text"), KINDS)
@pytest.mark.parametrize("degrees", [90, 180])
def test_it_reads_codes_that_lie_on_a_side(kind, text, degrees):
    assert said(page((code(text, kind).rotate(degrees, expand=True), (200, 300)))) == [(kind, text)]


def test_it_says_where_a_code_is():
    picture = code(scale=5)
    [found] = find(page((picture, (300, 500))))
    ink_box = ImageOps.invert(picture).getbbox()
    placed = Box(300 + ink_box[0], 500 + ink_box[1], 300 + ink_box[2], 500 + ink_box[3])
    assert found.box.iou(placed) > 0.9


def test_it_reads_several_from_top_to_bottom():
    codes = [code(f"number {number}") for number in range(3)]
    found = said(page(*((picture, (500, 900 - 350 * place)) for place, picture in enumerate(codes))))
    assert [text for _, text in found] == ["number 2", "number 1", "number 0"]


def test_it_reads_the_same_code_in_two_places_twice():
    assert len(find(page((code(), (100, 100)), (code(), (600, 900))))) == 2


@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("QRCode", lambda picture: picture.rotate(20, expand=True, fillcolor=255)),
        ("QRCode", lambda picture: picture.filter(ImageFilter.GaussianBlur(1))),
        ("QRCode", ImageOps.invert),
        ("QRCode", lambda picture: picture.point(lambda value: 150 + value * 105 // 255)),
        ("Code128", lambda picture: picture.rotate(8, expand=True, fillcolor=255)),
        ("Code128", lambda picture: ImageOps.invert(ImageOps.expand(picture, 40, 255))),
    ],
    ids=["askew", "blurred", "light on dark", "pale", "bars askew", "light bars on dark"],
)  # fmt: skip
def test_it_reads_what_was_printed_or_scanned_badly(kind, spoil):
    assert said(page((spoil(code("SPOILT-42", kind)), (200, 300)))) == [(kind, "SPOILT-42")]


def test_it_reads_a_small_code_on_a_large_page():
    assert said(page((code("small", scale=2), (1500, 2500)), size=(2480, 3508))) == [("QRCode", "small")]


def test_it_gives_what_is_no_text_as_a_data_address():
    [(_, text)] = said(page((code(b"\x00\xff\xfe\x01"), (300, 300))))
    assert base64.b64decode(text.removeprefix("data:application/octet-stream;base64,")) == b"\x00\xff\xfe\x01"


def test_it_keeps_line_ends_and_letters_of_every_script():
    card = "BEGIN:VCARD\r\nFN:Zoë 北京\r\nEND:VCARD"
    assert said(page((code(card), (100, 100)))) == [("QRCode", card)]


def test_it_sees_none_where_there_is_none():
    assert find(draw_text().image) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2), (64, 64)])
def test_it_takes_pictures_of_any_size(size):
    assert barcodes.find(np.full(size, 255, np.uint8)) == ()


def test_it_keeps_no_more_than_it_may(monkeypatch):
    monkeypatch.setattr(barcodes, "MOST", 2)
    small = [(code(f"{number}"), (150 * (number % 5), 200 * (number // 5))) for number in range(6)]
    assert len(find(page(*small))) == 3


def test_it_takes_noise_for_none():
    noise = np.random.default_rng(5).integers(0, 255, (700, 700), np.uint8)
    assert barcodes.find(noise) == ()
    assert find(Image.fromarray(np.repeat(noise[:1], 700, 0))) == ()
