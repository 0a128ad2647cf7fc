"""A searchable PDF, made in a child."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path

import pytest

from onlineocr.ocr.errors import DamagedFile, DecoderCrashed, TooManyBytes
from onlineocr.ocr.export.pdf import layers
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Problem
from onlineocr.ocr.sandbox import Sandbox
from tests.ocr.pdf_output.pdfs import lines, page, text_by_pdfium
from tests.ocr.sandbox.orders import carrying
from tests.ocr.sandbox.test_hostile_child import Rogue, rogue  # noqa: F401 - a fixture
from tests.support.pdfs import drawn, typed


def make(sandbox: Sandbox, path: Path, options: Options | None = None) -> tuple[bytes, list[Problem]]:
    with tempfile.TemporaryFile() as texts, tempfile.TemporaryFile() as out:
        layers.write(texts, layers.Head(), [page(lines("Alice and Bob"), size=(320, 200))])
        problems = sandbox.searchable(path, texts.fileno(), out.fileno(), options)
        return out.read(), problems


def test_it_makes_one_of_a_picture(sandbox: Sandbox, picture: Path) -> None:
    data, problems = make(sandbox, picture)
    assert (text_by_pdfium(data), problems) == ("Alice and Bob", [])


def test_it_makes_one_of_a_pdf_and_says_what_is_to_be_said(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "alice.pdf").write_bytes(drawn(b"BT /F 20 Tf 50 700 Td (Queen) Tj ET"))
    data, problems = make(sandbox, tmp_path / "alice.pdf")
    assert "Alice and Bob" in text_by_pdfium(data)
    assert [problem.code for problem in problems] == ["not_archival"]


def test_it_claims_to_be_archival_within_the_child(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "alice.pdf").write_bytes(typed())
    assert make(sandbox, tmp_path / "alice.pdf")[1] == []


def test_it_refuses_what_cannot_be_taken(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "alice.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DamagedFile):
        make(sandbox, tmp_path / "alice.pdf")


def test_it_is_never_much_larger_than_the_original(
    sandbox: Sandbox, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onlineocr.ocr.sandbox.box._LARGER", 0)
    monkeypatch.setattr("onlineocr.ocr.sandbox.box._MORE", 1000)
    with pytest.raises(TooManyBytes):
        make(sandbox, picture)


@pytest.mark.parametrize(
    "deed",
    [
        "return {'searchable': 7}",
        "return {'searchable': {'length': 10, 'problems': []}}",
        "return {'searchable': {'length': 2**40, 'problems': []}}",
        "os.write(4, b'<script>'); return {'searchable': {'length': 8, 'problems': []}}",
        "os.write(4, b'%PDF-1.7'); return {'searchable': {'length': 8, 'problems': [7]}}",
        "os.write(4, b'%PDF-1.7'); return {'searchable': {'length': True, 'problems': []}}",
    ],
)
def test_what_cannot_be_is_not_believed(rogue: Rogue, picture: Path, deed: str) -> None:  # noqa: F811
    with pytest.raises(DecoderCrashed):
        make(rogue.sandbox, picture, carrying(deed))


def test_what_is_behind_the_end_is_cut_off(rogue: Rogue, picture: Path) -> None:  # noqa: F811
    deed = "os.write(4, b'%PDF-1.7 and more'); return {'searchable': {'length': 8, 'problems': []}}"
    assert make(rogue.sandbox, picture, carrying(deed)) == (b"%PDF-1.7", [])


def test_the_child_writes_to_no_other_file(rogue: Rogue, picture: Path) -> None:  # noqa: F811
    """Neither to the original nor to the layers: both are open for reading only."""
    deed = "\n try: os.write(3, b'x'); return {'searchable': 7}\n except OSError: pass\n return honest(file, order)"
    assert make(rogue.sandbox, picture, carrying(deed))[0].startswith(b"%PDF-")


def test_it_leaves_the_callers_files_as_they_are(sandbox: Sandbox, picture: Path) -> None:
    before = picture.read_bytes()
    with tempfile.TemporaryFile() as texts, tempfile.TemporaryFile() as out:
        layers.write(texts, layers.Head(), [page(lines("Alice"), size=(320, 200))])
        texts.seek(5)
        sandbox.searchable(picture, texts.fileno(), out.fileno())
        assert (texts.tell(), os.lseek(out.fileno(), 0, io.SEEK_CUR)) == (5, 0)
    assert picture.read_bytes() == before
