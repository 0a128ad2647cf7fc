"""hOCR 1.2"""

import re

from hypothesis import given

from onlineocr.ocr.export.hocr import _CAPABILITIES
from tests.ocr.export.samples import FULL, OTHER, any_about, any_page, block, line, page, parsed, written

NS = {"h": "http://www.w3.org/1999/xhtml"}
# The properties of the specification that are written, and how their values look.
PROPERTIES = {
    "image": r'"[^";]*"', "bbox": r"\d+ \d+ \d+ \d+", "ppageno": r"\d+", "scan_res": r"\d+ \d+", "x_wconf": r"\d+",
    "baseline": r"-?[\d.e-]+ -?\d+", "textangle": r"[\d.]+", "poly": r"(-?\d+ -?\d+ ?){4}",
}  # fmt: skip


def hocr(*pages, **more):
    root = parsed(written("hocr", *pages, **more))
    for element in root.iterfind(".//h:*[@title]", NS):
        assert element.get("class") in _CAPABILITIES.split()
        for part in element.get("title").split("; "):
            name, _, value = part.partition(" ")
            assert re.fullmatch(PROPERTIES[name], value), part
    names = [element.get("id") for element in root.iterfind(".//h:*[@id]", NS)]
    assert len(names) == len(set(names))
    return root


def named(root, kind):
    return root.findall(f".//h:*[@class='{kind}']", NS)


@given(any_page(), any_about())
def test_it_keeps_to_the_specification_whatever_the_page_holds(page, about):
    hocr(page, about=about)


def test_it_is_well_formed_without_a_page():
    assert named(hocr(), "ocr_page") == []


def test_its_words_are_the_pages():
    root = hocr(FULL, OTHER)
    words = ["".join(word.itertext()) for word in named(root, "ocrx_word")]
    assert words == [word.text for word in (*FULL.words, *OTHER.words)]
    assert named(root, "ocrx_word")[0].get("title") == "bbox 100 20 296 40; x_wconf 90"


def test_its_lines_read_as_the_pages_do():
    lines = ["".join(one.itertext()) for one in named(hocr(FULL, OTHER), "ocr_line")]
    assert lines == [one.text for one in (*FULL.lines, *OTHER.lines)]


def test_a_page_says_its_number_size_and_resolution():
    first, second = named(hocr(FULL, OTHER), "ocr_page")
    assert first.get("title") == 'image "scan <1>.png"; bbox 0 0 1000 1400; ppageno 0; scan_res 150 150'
    assert second.get("title") == 'image "scan <1>.png"; bbox 0 0 1000 1400; ppageno 1'
    assert (first.get("lang"), second.get("lang")) == ("en", "zh-Hans")


def test_every_line_is_in_a_paragraph_of_an_area_of_a_page():
    root = hocr(FULL)
    parents = {child: parent for parent in root.iter() for child in parent}
    for one in named(root, "ocr_line"):
        paragraph = parents[one]
        area = parents[paragraph]
        assert (paragraph.get("class"), area.get("class")) == ("ocr_par", "ocr_carea")


def test_running_titles_tables_and_pictures_are_marked():
    root = hocr(FULL)
    assert "".join(named(root, "ocr_header")[0].itertext()).split() == ["Annual", "report"]
    assert [len(named(root, kind)) for kind in ("ocr_footer", "ocr_table", "ocr_photo")] == [1, 1, 1]


def test_direction_is_told():
    assert [one.get("dir") for one in named(hocr(FULL), "ocr_par")].count("rtl") == 1


def test_a_skewed_line_has_a_sloping_baseline_and_a_vertical_one_an_angle():
    straight = line("level")
    skewed = type(straight)("askew", 0.9, straight.box, ((100, -10), (500, 0), (500, 20), (100, 10)), ())
    upward = type(straight)("up", 0.9, straight.box, ((10, 400), (10, 0), (30, 0), (30, 400)), ())
    titles = [one.get("title") for one in named(hocr(page(block("text", straight, skewed, upward))), "ocr_line")]
    assert titles[0].endswith("; baseline 0 0")
    assert "; baseline 0.025 -10; poly " in titles[1]
    assert titles[2].endswith("; textangle 90")


def test_its_head_names_the_system_and_what_it_can():
    text = written("hocr", FULL).decode()
    assert '<meta name="ocr-system" content="onlineocr ' in text
    assert '<meta name="ocr-langs" content="en he"/>' in text
