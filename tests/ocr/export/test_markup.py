"""Text in XML and HTML."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from onlineocr.ocr.export.base import About
from onlineocr.ocr.export.markup import attribute, attributes, clean, content, language, share
from tests.ocr.export.samples import FULL

ANY = st.text(st.characters(exclude_categories=()) | st.sampled_from('&<>"\t\r\n'), max_size=20)


@given(ANY)
def test_a_parser_reads_content_and_attributes_as_they_were(text):
    found = etree.fromstring(f'<a b="{attribute(text)}">{content(text)}</a>')
    assert (found.text or "", found.get("b")) == (clean(text), clean(text))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"), ("a\tb", "a\tb"), ("a\0b\x1f", "a\ufffdb\ufffd"),
        ("\x7f\x9f", "\ufffd\ufffd"), ("\xa0", "\xa0"),
        ("\ud800x", "\ufffdx"), ("\uffff\ufffe", "\ufffd\ufffd"), ("\ufdd0", "\ufffd"), ("\U0001ffff", "\ufffd"),
        ("😀", "😀"),
    ],
)  # fmt: skip
def test_it_replaces_characters_that_markup_forbids(text, kept):
    assert clean(text) == kept


def test_it_writes_attributes_that_have_a_value():
    assert attributes(id="a", lang=None, n=0, title='"&"') == ' id="a" n="0" title="&quot;&amp;&quot;"'


@pytest.mark.parametrize(
    ("page", "document", "tag"),
    [
        (("en", "de"), ("fr",), "en"), ((), ("fr",), "fr"), ((), (), None), (('"><b', "de"), (), "de"),
        (("zh-Hans",), (), "zh-Hans"),
        (("x" * 9,), (), None), (("bad tag",), ("fr",), None),
    ],
)  # fmt: skip
def test_it_takes_the_first_language_that_is_a_tag(page, document, tag):
    assert language(replace(FULL, languages=page), About(languages=document)) == tag


def test_it_takes_the_language_of_the_document_without_a_page():
    assert language(None, About(languages=("fr",))) == "fr"


@pytest.mark.parametrize(
    ("confidence", "text"),
    [
        (None, None),
        (0.0, "0"),
        (1.0, "1"),
        (0.5, "0.5"),
        (0.98765, "0.9877"),
        (0.00001, "0"),
        (1.5, "1"),
        (-1.0, "0"),
        (0.99999, "1"),
    ],
)
def test_it_writes_a_confidence_with_four_digits(confidence, text):
    assert share(confidence) == text
