"""The page as a value: what the contract shows of it, and back."""

from __future__ import annotations

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.page import Barcode, Cell, EngineInfo, Page, Table

INVOICE = Page(
    number=1,
    width=400,
    height=300,
    engine=EngineInfo("fake", "1"),
    tables=(Table(Box(10, 20, 300, 80), 1, 2, (Cell(0, 0, "Tea\ngreen", Box(10, 20, 200, 80), 1, 2),)),),
    barcodes=(Barcode("QRCode", "https://example.org/", Box(320, 20, 390, 90)),),
)


def test_it_keeps_tables_and_barcodes():
    assert Page.from_dict(INVOICE.to_dict()) == INVOICE


def test_it_shows_a_table_as_the_contract_has_it():
    [table] = INVOICE.to_dict()["tables"]
    assert table == {
        "box": [10, 20, 300, 80],
        "rows": 1,
        "columns": 2,
        "cells": [
            {"row": 0, "column": 0, "row_span": 1, "column_span": 2, "text": "Tea\ngreen", "box": [10, 20, 200, 80]}
        ],
    }
