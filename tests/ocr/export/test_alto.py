"""ALTO 4.4"""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from onlineocr.ocr.export.base import About
from onlineocr.ocr.page import EngineInfo, Page
from tests.ocr.export.samples import FULL, OTHER, any_about, any_page, block, line, page, parsed, written

SCHEMA = etree.XMLSchema(file=str(Path(__file__).parent / "schemas" / "alto-4-4-written.xsd"))
NS = {"a": "http://www.loc.gov/standards/alto/ns-v4#"}


def alto(*pages, **more):
    root = parsed(written("alto", *pages, **more))
    SCHEMA.assertValid(root.getroottree())
    return root


@given(any_page(), any_about())
def test_it_is_valid_whatever_the_page_holds(page, about):
    alto(page, about=about)


def test_it_is_valid_without_a_page():
    alto()


def test_it_holds_every_word_with_its_box_and_confidence():
    first = alto(FULL).find(".//a:String", NS)
    assert dict(first.attrib) == {
        "ID": "word_1_1_1_1", "HPOS": "100", "VPOS": "20", "WIDTH": "196", "HEIGHT": "20", "CONTENT": "Annual",
        "WC": "0.9",
    }  # fmt: skip


def test_its_text_is_the_pages_words_in_order():
    root = alto(FULL, OTHER)
    words = [word.get("CONTENT") for word in root.iterfind(".//a:PrintSpace//a:String", NS)]
    hyphens = {"exam-": "exam"}
    expected = [hyphens.get(word.text, word.text) for word in FULL.words[2:-2]] + [word.text for word in OTHER.words]
    assert words == expected


def test_a_broken_word_says_what_it_is_whole():
    halves = alto(FULL).findall(".//a:String[@SUBS_TYPE]", NS)
    assert [half.get("CONTENT") for half in halves] == ["exam", "ple"]
    assert [half.get("SUBS_TYPE") for half in halves] == ["HypPart1", "HypPart2"]
    assert {half.get("SUBS_CONTENT") for half in halves} == {"example"}
    assert alto(FULL).find(".//a:HYP", NS).get("CONTENT") == "-"


def test_running_titles_stand_in_the_margins_and_the_order_is_told():
    root = alto(FULL)
    assert root.find(".//a:TopMargin//a:String", NS).get("CONTENT") == "Annual"
    assert root.find(".//a:BottomMargin//a:String", NS).get("CONTENT") == "Page"
    order, after = [], "block_1_1"
    while after:
        order.append(after)
        after = root.find(f".//*[@ID='{after}']").get("IDNEXT")
    assert order == [f"block_1_{number}" for number in range(1, 9)]
    assert alto(OTHER).find(".//*[@IDNEXT]") is None


def test_a_table_is_a_block_of_its_cells():
    cells = alto(FULL).findall(".//a:ComposedBlock[@TYPE='table']/a:TextBlock", NS)
    assert len(cells) == 6
    assert [word.get("CONTENT") for word in cells[4].iterfind(".//a:String", NS)] == ["Milk", "&", "more"]


def test_it_says_kind_language_and_direction():
    root = alto(FULL, OTHER)
    assert [one.get("LANG") for one in root.iterfind(".//a:Page", NS)] == ["en", "zh-Hans"]
    assert root.find(".//a:TextBlock[@TAGREFS='kind_heading']//a:String", NS).get("CONTENT") == "1"
    assert root.find(".//a:TextBlock[@BASEDIRECTION='rtl']//a:String", NS).get("CONTENT") == "שלום"


def test_there_is_no_space_between_words_that_have_none():
    words = line("今天天气")
    pair = page(block("text", type(words)("今天天气", 0.9, words.box, words.polygon, (
        type(words.words[0])("今天", 0.9, words.box), type(words.words[0])("天气", 0.9, words.box)))))  # fmt: skip
    assert alto(pair).find(".//a:SP", NS) is None
    assert alto(FULL).find(".//a:SP", NS) is not None


def test_a_skewed_line_has_its_shape_and_baseline():
    straight = line("level")
    skewed = type(straight)("askew", 0.9, straight.box, ((100, 5), (500, 15), (499, 35), (99, 25)), straight.words)
    found = alto(page(block("text", straight, skewed))).findall(".//a:TextLine", NS)
    assert [one.get("BASELINE") for one in found] == ["100,20 500,20", "99,25 499,35"]
    assert [one.find("a:Shape", NS) is not None for one in found] == [False, True]


def test_a_word_that_a_person_corrected_is_marked():
    made = line("one two")
    corrected = replace(made, words=(made.words[0], replace(made.words[1], corrected=True)))
    marks = [word.get("CS") for word in alto(page(block("text", corrected))).iterfind(".//a:String", NS)]
    assert marks == [None, "true"]


def test_it_names_the_file_and_the_engine():
    text = written("alto", FULL).decode()
    assert "<fileName>scan &lt;1&gt;.png</fileName>" in text
    assert "engine fake 1 (small)" in text
    assert "<fileName>" not in written("alto", FULL, about=About()).decode()


@pytest.mark.parametrize("pages", [1, 3])
def test_it_comes_page_by_page(pages):
    from onlineocr.ocr.export import registry

    taken = []
    made = (Page(number=n, width=1, height=1, engine=EngineInfo("fake", "1")) for n in range(1, pages + 1))
    chunks = registry.get("alto").bytes(taken.append(one) or one for one in made)
    next(chunks)
    assert len(taken) == 1
