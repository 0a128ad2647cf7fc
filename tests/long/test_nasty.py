"""Every file of a folder is read or refused by name: no crash, no hang, bounded memory, and the next one reads well.

``./test --long nasty --folder DIR``
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from onlineocr.ocr.errors import InputError, LimitError
from onlineocr.ocr.export.pdf import layers
from onlineocr.ocr.limits import MIB, Limits
from onlineocr.ocr.sandbox import Sandbox
from tests.ocr.pdf_output.pdfs import lines, page, text_by_pdfium

pytestmark = pytest.mark.long
LIMITS = Limits()
FIRST_PAGES = 3


def outcome(sandbox: Sandbox, path: Path) -> tuple[str, str]:
    """The code of the file's fate, and what there is to say; any other error is the campaign's failure."""
    try:
        found = sandbox.probe(path)
        for number in range(1, min(found.pages, FIRST_PAGES) + 1):
            with sandbox.page(path, number) as shared:
                image = shared.image()
                assert image.width * image.height <= LIMITS.work_pixels
    except (InputError, LimitError) as error:
        return error.code, str(error)
    return "read", f"{found.media_type}, {found.pages} pages, {searchable(sandbox, path)}"


def searchable(sandbox: Sandbox, path: Path) -> str:
    """What comes of making a searchable PDF of it: how many times as large it is, or the code of the error."""
    with tempfile.TemporaryFile() as texts, tempfile.TemporaryFile() as out:
        layers.write(texts, layers.Head(), [page(lines("Alice and Bob"))])
        try:
            sandbox.searchable(path, texts.fileno(), out.fileno())
        except (InputError, LimitError) as error:
            return f"searchable: {error.code}"
        data = out.read()
    assert "Alice and Bob" in text_by_pdfium(data) or path.suffix == ".pdf"
    return f"searchable, {len(data) / path.stat().st_size:.2f} times as large"


def own_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_nothing_in_the_folder_does_harm(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = request.config.getoption("--folder")
    if not folder:
        pytest.fail("name a folder: ./test --long nasty --folder DIR")
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    assert files
    good = tmp_path / "good.png"
    Image.new("RGB", (64, 48), "white").save(good)
    counts: Counter[str] = Counter()
    with Sandbox(LIMITS) as sandbox, capsys.disabled():
        outcome(sandbox, good)
        before = own_memory()
        for path in files:
            began = time.monotonic()
            code, detail = outcome(sandbox, path)
            seconds = time.monotonic() - began
            print(f"{code:18} {seconds:6.2f} s  {path.name}: {detail}")  # noqa: T201
            counts[code] += 1
            assert seconds < (FIRST_PAGES + 2.1) * (LIMITS.decode_seconds + 1)
            assert outcome(sandbox, good)[0] == "read"
        assert own_memory() - before < 200 * MIB
        print(f"{len(files)} files: {dict(counts.most_common())}")  # noqa: T201
