"""A page that Chromium prints to a PDF is read by its own text."""

from __future__ import annotations

import base64

import pytest

from onlineocr.ocr import recognize
from tests.support.drawing import SANS

pytestmark = pytest.mark.engine

WEB_PAGE = """<meta charset=utf-8><body style="font: 16px sans-serif">
<h1>Office hours of the fine affair</h1>
<p>Deliver twelve boxes of paper to the office before the end of May, and send the invoice by post.</p>
<ul><li>Pens and pencils</li><li>Paper for the printer</li></ul>
<p dir=rtl lang=he>שלום עולם וברוך הבא</p>"""


SCRIPTS = {
    "hi": ("NotoSansDevanagari-subset.ttf", "सभी मनुष्य स्वतंत्र जन्म लेते हैं और किताब पढ़ते हैं।"),
    "ar": ("NotoSansArabic-subset.ttf", "كان من الضروري أن يتولى القانون جميع الحقوق"),
    "he": ("DejaVuSans-subset.ttf", "הטלפון הוא 03-1234567, הדואר anna@example.org. ההנחה 10%."),
    "el": ("DejaVuSans-subset.ttf", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια"),
}


@pytest.fixture
def printed(chromium):
    """``printed(html)``: the page as Chromium prints it to a PDF."""

    def printed(html):
        tab = chromium.new_page()
        try:
            tab.set_content(html)
            tab.evaluate("Promise.all([...document.fonts].map(font => font.load()))")
            return tab.pdf(format="A4")
        finally:
            tab.close()

    return printed


@pytest.mark.parametrize("language", SCRIPTS)
def test_it_reads_each_script_with_its_spaces_and_signs(printed, language):
    font, text = SCRIPTS[language]
    data = base64.b64encode((SANS.parent / font).read_bytes()).decode()
    style = f"<style>@font-face {{font-family: T; src: url(data:font/ttf;base64,{data})}} p {{font: 18px T}}</style>"
    html = f"<meta charset=utf-8>{style}<body dir=auto lang={language}>" + f"<p dir=auto>{text}</p>" * 3
    (page,) = recognize(printed(html))
    assert (page.source, page.problems) == ("text_layer", ()), page.source_reason
    assert page.text.split("\n\n") == [text] * 3 or page.text.split("\n") == [text] * 3


def test_it_reads_what_chromium_prints(printed):
    (page,) = recognize(printed(WEB_PAGE))
    assert (page.source, page.problems) == ("text_layer", ()), page.source_reason
    for text in (
        "Office hours of the fine affair",
        "boxes of paper to the office",
        "Pens and pencils",
        "שלום עולם וברוך הבא",
    ):
        assert text in page.text
