"""The zip of all formats"""

import io
import json
import zipfile

import pytest

from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import About, Format
from onlineocr.ocr.export.bundle import of
from tests.ocr.export.samples import FULL, OTHER, written


def unpacked(*pages, **more):
    return zipfile.ZipFile(io.BytesIO(written("zip", *pages, **more)))


def test_it_holds_every_other_format_named_after_the_document():
    archive = unpacked(FULL, OTHER, about=About(title="my scan.png"))
    extensions = {name.removeprefix("my scan") for name in archive.namelist()}
    forms = [registry.get(name) for name in registry.names()]
    missing = {f"{form.extension}.missing.txt" for form in forms if form.needs_original}
    others = {form.extension for form in forms if not form.needs_original}
    assert extensions == others - {".zip", ".page.xml"} | {".page.zip"} | missing
    assert archive.testzip() is None


def test_each_is_what_it_is_by_itself():
    archive = unpacked(FULL)
    for name in ("txt", "json", "md", "html", "hocr", "alto", "tsv", "csv"):
        assert archive.read(f"scan _1_{registry.get(name).extension}") == written(name, FULL)


def test_the_pages_are_taken_once():
    taken = []
    b"".join(registry.get("zip").bytes(taken.append(page) or page for page in (FULL, OTHER)))
    assert taken == [FULL, OTHER]


@pytest.mark.parametrize("title", ["../../etc/passwd", "..", "a/b\\c:d.png", "\x00", "", "x" * 300])
def test_no_name_leads_out_of_the_zip(title):
    for name in unpacked(FULL, about=About(title=title)).namelist():
        assert not set(name) & set("/\\:\x00")
        assert not name.startswith(".")
        assert len(name) < 130


def test_what_needs_the_original_comes_first_or_says_why_not():
    forms = [registry.get("txt"), Format("x", "x/x", ".x", "", lambda *_: iter(["made"]), needs_original=True)]
    with_it = zipfile.ZipFile(io.BytesIO(b"".join(of(forms)([FULL], About(original=object())))))
    assert (with_it.namelist(), with_it.read("result.x")) == (["result.x", "result.txt"], b"made")
    without = zipfile.ZipFile(io.BytesIO(b"".join(of(forms)([FULL], About()))))
    assert without.namelist() == ["result.x.missing.txt", "result.txt"]
    assert b"made from the original file, which is not at hand" in without.read("result.x.missing.txt")


def test_the_json_in_it_brings_the_pages_back():
    assert len(json.loads(unpacked(FULL, OTHER).read("scan _1_.json"))["pages"]) == 2
