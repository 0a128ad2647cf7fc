"""A page that Chromium prints to a PDF is read by its own text."""

from __future__ import annotations

import pytest

from onlineocr.ocr import recognize

pytestmark = pytest.mark.engine

WEB_PAGE = """<meta charset=utf-8><body style="font: 16px sans-serif">
<h1>Office hours of the fine affair</h1>
<p>Deliver twelve boxes of paper to the office before the end of May, and send the invoice by post.</p>
<ul><li>Pens and pencils</li><li>Paper for the printer</li></ul>
<p dir=rtl lang=he>שלום עולם וברוך הבא</p>"""


def test_it_reads_what_chromium_prints(chromium):
    tab = chromium.new_page()
    try:
        tab.set_content(WEB_PAGE)
        printed = tab.pdf(format="A4")
    finally:
        tab.close()
    (page,) = recognize(printed)
    assert (page.source, page.problems) == ("text_layer", ())
    for text in (
        "Office hours of the fine affair",
        "boxes of paper to the office",
        "Pens and pencils",
        "שלום עולם וברוך הבא",
    ):
        assert text in page.text
