"""A field of a page is declared once, in its dataclass: JSON, its reader, the API and the page that failed have it."""

from __future__ import annotations

import json

import pytest

from onlineocr.ocr.page import Page, Word
from onlineocr.ocr.schema import members
from tests.ocr.export.samples import FULL
from tests.support.changed_package import altered, run

BEFORE = '    reviewed: Annotated[bool, Part("a person has confirmed all of it", added=True)] = False\n'
ADDED = """\
    mood: Annotated[str, Part("how the page looks", choices=("gay", "grave"), needed=True, added=True)] = "gay"
"""
LOOK = """
import json
import django; django.setup()
from drf_spectacular.generators import SchemaGenerator
from onlineocr.api.v1.page_answers import _NOTHING
from onlineocr.ocr.export.reading import shape
from onlineocr.ocr.page import EngineInfo, Page
page = Page(1, 10, 10, EngineInfo("fake", "1"), mood="grave").to_dict()
old = {name: value for name, value in page.items() if name != "mood"}
shape.check(page)
try:
    shape.check(page | {"mood": "blue"})
except shape.WrongShape as error:
    refused = str(error)
described = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
print(json.dumps({
    "written": page["mood"], "read": Page.from_dict(page).mood, "older": Page.from_dict(old).mood, "refused": refused,
    "described": described["Page"]["properties"]["mood"]["description"].splitlines()[0],
    "failed": [_NOTHING["mood"], _NOTHING["text"], _NOTHING["blocks"], _NOTHING["width"]],
}))
"""


@pytest.mark.slow
def test_an_added_field_is_everywhere(tmp_path):
    copy = altered(tmp_path, "ocr/page.py", BEFORE, ADDED + BEFORE)
    assert json.loads(run(copy, "-c", LOOK).splitlines()[-1]) == {
        "written": "grave", "read": "grave", "older": "gay", "refused": "'page.mood' must be one of: gay, grave",
        "described": "how the page looks", "failed": [None, "", [], None],
    }  # fmt: skip


def test_every_field_of_a_full_page_is_written_and_read_back():
    written = FULL.to_dict()
    assert written.keys() == {member.name for member in members(Page)}
    assert Page.from_dict(json.loads(json.dumps(written))) == FULL


def test_a_word_that_nobody_corrected_does_not_say_so():
    assert "corrected" not in FULL.words[0].to_dict()
    assert Word.from_dict(FULL.words[0].to_dict() | {"corrected": True}).corrected


def test_a_page_of_an_older_version_is_read():
    older = FULL.to_dict()
    del older["reviewed"]
    assert Page.from_dict(older) == FULL
