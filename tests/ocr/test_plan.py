"""The checks of a reading before it starts."""

from __future__ import annotations

import pytest

from onlineocr.ocr import plan
from onlineocr.ocr.errors import InvalidOptions, LanguageNotInstalled, NoSuchPage, TooManyPages
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import DocumentInfo


def pages(count, chosen=None, most=100):
    info = DocumentInfo("application/pdf", count)
    return plan.page_numbers(info, Options(pages=chosen), Limits(max_pages=most))


@pytest.mark.parametrize(("chosen", "numbers"), [(None, (1, 2, 3, 4)), ("2-3", (2, 3)), ("3-,1", (1, 3, 4))])
def test_it_reads_the_chosen_pages_or_all(chosen, numbers):
    assert pages(4, chosen) == numbers


def test_it_reads_a_file_with_as_many_pages_as_the_limit():
    assert len(pages(3, most=3)) == 3


def test_it_counts_the_chosen_pages_against_the_limit():
    assert pages(5000, "4998-", most=3) == (4998, 4999, 5000)
    with pytest.raises(TooManyPages, match=r"^1,200 pages are to be read; at most 1,000 are taken at once$"):
        pages(5000, "1-1200", most=1000)


def test_it_names_a_choice_that_the_file_lacks():
    with pytest.raises(NoSuchPage):
        pages(3, "4-")


@pytest.mark.parametrize("engine", [None, "", "auto", " AUTO ", "fake"])
def test_it_knows_an_engine_as_it_is_written_in_a_request(engine):
    assert plan.unknown_engine({"engine": engine}) == {}
    assert plan.unknown_engine({}) == {}


def test_it_names_an_unknown_engine_with_the_other_faults():
    with pytest.raises(InvalidOptions) as raised:
        plan.parse({"engine": "foo", "dpi": "7"})
    assert raised.value.fields.keys() == {"engine", "dpi"}
    assert "there is no engine 'foo'; there are: auto, " in raised.value.fields["engine"]


def test_it_names_an_engine_of_a_wrong_form_once():
    with pytest.raises(InvalidOptions) as raised:
        plan.parse({"engine": "../foo"})
    assert raised.value.fields["engine"].startswith("must be a name")


def test_it_refuses_a_language_that_the_engine_does_not_read():
    plan.check(Options(engine="ppocr", languages="en"))
    with pytest.raises(LanguageNotInstalled, match=r"^The engine 'ppocr' does not read Thai"):
        plan.check(Options(engine="ppocr", languages="en,th"))


def test_it_has_one_stamp_for_one_installation_with_every_engine_in_it():
    assert plan.engines_stamp() == plan.engines_stamp()
    assert all(f"'{name}'" in plan.engines_stamp() for name in ("auto", "ppocr", "tesseract", "fake"))
