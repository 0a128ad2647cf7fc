"""An engine of another package, as docs/howto/add-an-engine.md makes one: whole wherever engines are shown or used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from onlineocr.cli.checkup import TEXT
from tests.support.plugin_package import CAPABILITIES, ROOT, blocks, install, run, stale_pages


def make(folder: Path) -> Path:
    """The package of the how-to page, installed into ``folder``."""
    descriptor, engine = blocks("add-an-engine.md", "python")
    (entries,) = blocks("add-an-engine.md", "toml")
    return install(folder, "ink", entries, ink_descriptor=descriptor, ink_engine=engine)


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("ink"))


def test_the_capabilities_have_its_version_and_its_languages(package):
    body = json.loads(run(package, "-c", CAPABILITIES))
    assert body["engines"][-1] == {"name": "ink", "version": "3.1", "available": True, "languages": ["en", "rm"]}
    assert "ink" in next(one for one in body["options"] if one["name"] == "engine")["schema"]["enum"]


def test_the_command_line_lists_it_beside_each_of_its_languages(package):
    rows = json.loads(run(package, "-m", "onlineocr", "languages", "list", "--json"))
    assert {row["tag"] for row in rows if "ink" in row["engines"]} == {"en", "rm"}


def test_the_reference_describes_our_engines_only(package):
    assert stale_pages(package) == (0, "")


def test_it_reads_a_page_and_its_confidence_goes_by_its_curve(package, tmp_path):
    Image.new("RGB", (200, 60), "black").save(tmp_path / "black.png")
    read = ("-m", "onlineocr", "read", "-e", "ink", "-l", "rm", "-f", "json", str(tmp_path / "black.png"))
    (page,) = json.loads(run(package, *read))["pages"]
    assert (page["text"].strip(), page["engine"]["version"]) == ("INK", "3.1")
    assert page["confidence"] == pytest.approx(0.81, abs=0.01)  # it says .9


def test_a_language_that_it_lacks_is_refused_before_it_is_loaded(package, tmp_path):
    Image.new("RGB", (200, 60), "black").save(tmp_path / "black.png")
    code = "from onlineocr.ocr import plan, Options; plan.check(Options(engine='ink', languages='de'))"
    assert run(package, "-c", f"try:\n  {code}\nexcept Exception as e:\n  print(e.code, e)").startswith(
        "language_not_installed The engine 'ink' does not read German"
    )


def test_the_doctor_shows_its_remedy_where_it_is_missing(tmp_path):
    package = make(tmp_path)
    source = (package / "ink_descriptor.py").read_text()
    absent = 'return EngineMissing("Ink has no nib", remedy="Buy a nib.")'
    (package / "ink_descriptor.py").write_text(source.replace("return None\n", f"{absent}\n"))
    checks = json.loads(run(package, "-m", "onlineocr", "doctor", "--json"))["checks"]
    (check,) = [check for check in checks if check["name"] == "engine ink"]
    assert (check["ok"], check["detail"], check["remedy"]) == (False, "Ink has no nib", "Buy a nib.")


def test_the_doctor_expects_the_known_line_as_the_how_to_says(package):
    checks = json.loads(run(package, "-m", "onlineocr", "doctor", "--json"))["checks"]
    (check,) = [check for check in checks if check["name"] == "engine ink"]
    assert check["detail"] == f"read 'INK' instead of '{TEXT}'"
    assert f'the one line "{TEXT}"' in " ".join((ROOT / "docs" / "howto" / "add-an-engine.md").read_text().split())


def test_a_broken_registration_says_what_is_wrong_and_stops_no_other_engine(tmp_path):
    package = make(tmp_path)
    (package / "ink_descriptor.py").write_text("raise RuntimeError('out of ink')\n")
    engines = json.loads(run(package, "-c", CAPABILITIES))["engines"]
    assert [engine["name"] for engine in engines if not engine["available"]] == ["ink"]
    code = "from onlineocr.ocr.engines import registry; print(registry.describe('ink').missing())"
    assert run(package, "-c", code) == "The engine 'ink' could not be loaded: out of ink\n"


LINES = """
import numpy as np
from onlineocr.ocr.engines import registry
from onlineocr.ocr.engines.tesseract import tessdata
from onlineocr.ocr import Options
from tests.support.drawing import draw_text
tessdata.folders = lambda: ()
reading = registry.get("auto").recognize(draw_text(["Всички хора се раждат свободни"]).pixels, Options(languages="kk"))
print(reading.engine.name, reading.engine.version, reading.reason)
print(*[line.text for line in reading.lines])
"""
READER = """
    def read_lines(self, pixels, polygons, tags):
        for polygon in polygons:
            box = Box(*map(int, (*polygon[0], *polygon[2])))
            yield Line("СИЯ", 0.9, box, polygon, (Word("СИЯ", 0.9, box),))
"""


@pytest.mark.engine
def test_auto_gives_it_lines_in_a_language_that_no_other_engine_reads(tmp_path):
    package = make(tmp_path)
    source = (package / "ink_descriptor.py").read_text().replace('"en", "rm"', '"kk"')
    (package / "ink_descriptor.py").write_text(source.replace("    title", "    reads_lines = True\n    title"))
    with (package / "ink_engine.py").open("a") as file:
        file.write(READER)
    assert run(package, "-c", LINES) == "ink 3.1 Ink, because PP-OCR does not read kk\nСИЯ\n"
