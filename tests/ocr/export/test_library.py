"""Exports as a library's user calls them"""

import json
import subprocess
import sys

import pytest

from onlineocr.ocr import About, export, original
from tests.ocr.export.samples import FULL, OTHER, written
from tests.ocr.pdf_output.pdfs import blank, lines, page, text_by_pdfium


def test_it_writes_a_file(tmp_path):
    export.write(tmp_path / "out.md", [FULL, OTHER], "md")
    assert (tmp_path / "out.md").read_bytes() == written("md", FULL, OTHER)


def test_it_gives_chunks():
    assert json.loads(b"".join(export.chunks([FULL], "json")))["pages"][0]["number"] == 1


def test_it_reads_json_back(tmp_path):
    export.write(tmp_path / "out.json", [FULL, OTHER], "json")
    assert list(export.read_json(tmp_path / "out.json")) == [FULL, OTHER]


def test_it_names_the_formats_when_there_is_no_such(tmp_path):
    with pytest.raises(ValueError, match="there is no format 'odt'"):
        export.write(tmp_path / "out.odt", [FULL], "odt")
    assert list(tmp_path.iterdir()) == []
    assert "alto" in export.names()


def test_it_loads_no_engine_and_no_library_of_others():
    code = (
        "import sys; from onlineocr.ocr import export; export.names(); "
        "sys.exit(bool({'numpy', 'cv2', 'lxml', 'PIL', 'docx', 'openpyxl'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_makes_the_original_searchable(tmp_path):
    for source in (blank(), tmp_path / "scan.png"):
        (tmp_path / "scan.png").write_bytes(blank())
        with original(source) as opened:
            export.write(tmp_path / "out.pdf", [page(lines("Alice"))], "pdf", About(title="scan", original=opened))
        assert text_by_pdfium((tmp_path / "out.pdf").read_bytes()) == "Alice"
        assert opened.problems == []
