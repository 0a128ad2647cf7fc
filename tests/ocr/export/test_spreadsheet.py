"""What is a number, and what a formula"""

from decimal import Decimal

import pytest

from onlineocr.ocr.export.spreadsheet import Number, is_formula, number


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("0", "0", 0), ("-12", "-12", 0), ("2.50", "2.50", 2), ("2,50", "2.50", 2), ("1,234.56", "1234.56", 2),
        ("1.234,56", "1234.56", 2), ("1 234,5", "1234.5", 1), ("1'234'567.89", "1234567.89", 2),
        ("-0.1234", "-0.1234", 4),
    ],
)  # fmt: skip
def test_it_takes_for_a_number_what_can_be_nothing_else(text, value, decimals):
    assert number(text) == Number(Decimal(value), decimals)


@pytest.mark.parametrize(
    "text",
    ["", "007", "1,234", "1.234", "1.234.567", "12-34", "+49 30 1234", "1e5", "12%", "2.", ".5", "1,23,456.7", "٣", "½",
     "1234567890123456", "12345678901234.56", "1,234,56"],
)  # fmt: skip
def test_it_leaves_everything_else_as_text(text):
    assert number(text) is None


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(1)", "\t=1", "-1+cmd|' /C calc'!A0", "＝1", "\r=1"])
def test_it_sees_formulas(text):
    assert is_formula(text)


@pytest.mark.parametrize("text", ["-5.00", "+49 30 1234", "- 3 %", "a=b", "", "5-3"])
def test_numbers_with_a_sign_are_none(text):
    assert not is_formula(text)
