"""PAGE-XML 2019-07-15"""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from onlineocr.ocr.export import pagexml, registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.languages import every
from tests.ocr.export.samples import FULL, OTHER, any_about, any_page, parsed, written

SCHEMA = etree.XMLSchema(file=str(Path(__file__).parent / "schemas" / "page-2019-07-15.xsd"))
NS = {"p": pagexml.NAMESPACE}


def valid(data):
    root = parsed(data)
    SCHEMA.assertValid(root.getroottree())
    return root


@given(any_page(), any_about())
def test_it_is_valid_whatever_the_page_holds(page, about):
    valid(written("page", page, about=about))


def test_it_is_valid_without_a_page():
    valid(written("page"))


def test_every_language_has_a_name_that_the_schema_knows_or_none():
    for language in every():
        valid(written("page", replace(FULL, languages=(language.tag,))))
    assert valid(written("page", OTHER)).find(".//p:Page", NS).get("primaryLanguage") == "Chinese"


def test_the_regions_stand_in_reading_order():
    root = valid(written("page", FULL))
    order = [one.get("regionRef") for one in root.iterfind(".//p:RegionRefIndexed", NS)]
    kinds = [root.find(f".//*[@id='{name}']") for name in order]
    assert [(etree.QName(one).localname, one.get("type")) for one in kinds] == [
        ("TextRegion", "header"), ("TextRegion", "heading"), ("TextRegion", "paragraph"), ("TextRegion", "paragraph"),
        ("TextRegion", "paragraph"), ("ImageRegion", None), ("TableRegion", None), ("TextRegion", "footer"),
    ]  # fmt: skip


def test_lines_and_words_have_their_text_and_confidence():
    first = valid(written("page", FULL)).find(".//p:TextLine", NS)
    assert first.find("p:TextEquiv/p:Unicode", NS).text == "Annual report"
    assert [word.text for word in first.iterfind("p:Word/p:TextEquiv/p:Unicode", NS)] == ["Annual", "report"]
    assert first.find("p:Word/p:TextEquiv", NS).get("conf") == "0.9"
    assert first.find("p:Baseline", NS).get("points") == "100,40 500,40"


def test_cells_say_where_they_stand_in_the_table():
    table = valid(written("page", FULL)).find(".//p:TableRegion", NS)
    assert (table.get("rows"), table.get("columns")) == ("3", "2")
    last = table.findall("p:TextRegion", NS)[-1]
    role = last.find("p:Roles/p:TableCellRole", NS)
    assert (role.get("rowIndex"), role.get("columnIndex")) == ("2", "1")
    assert last.find("p:TextEquiv/p:Unicode", NS).text == "2.50"


def test_a_barcode_is_a_graphic():
    graphic = valid(written("page", FULL)).find(".//p:GraphicRegion[@type='barcode']", NS)
    assert graphic.get("comments") == 'QRCode: say "hi"'


def test_several_pages_come_as_a_zip_of_files():
    form, rest = registry.get("page").fitting(iter((FULL, OTHER)))
    assert (form.media_type, form.extension, form.binary) == ("application/zip", ".page.zip", True)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(form.bytes(rest, About()))))
    assert archive.namelist() == ["page-0001.xml", "page-0002.xml"]
    for name in archive.namelist():
        valid(archive.read(name))


def test_one_page_stays_a_file():
    form, rest = registry.get("page").fitting(iter((FULL,)))
    assert form.media_type == "application/vnd.prima.page+xml"
    assert list(rest) == [FULL]
    with pytest.raises(ValueError, match="holds one page"):
        list(registry.get("page").write(iter((FULL, OTHER)), About()))
