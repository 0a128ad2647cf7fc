"""Every deed 20 times, with every version of Landlock, with and without namespaces: ``./test --long harm``."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from onlineocr.ocr.sandbox import landlock
from tests.ocr.sandbox.deeds import DEEDS, READING
from tests.ocr.sandbox.victim import Victim, rogue, told
from tests.support.drawing import ENGLISH, draw_text, encode
from tests.support.processes import picture

pytestmark = pytest.mark.long
TIMES = 20


CASES = [("page.png", version) for version in range(landlock.version() + 1)]
CASES += [("photo.heic", version) for version in sorted({0, min(2, landlock.version()), landlock.version()})]


@pytest.mark.parametrize("namespaces", [True, False])
@pytest.mark.parametrize(("source", "version"), CASES)
def test_it_harms_nobody(version: int, namespaces: bool, source: str, tmp_path: Path) -> None:
    path = tmp_path / source
    path.write_bytes(picture() if source == "page.png" else encode(draw_text(ENGLISH).image, "HEIF"))
    deeds = DEEDS | (READING if version else {})
    went: Counter[tuple[str, str]] = Counter()
    victim = Victim(tmp_path)
    before = victim.state()
    try:
        with rogue(landlock=version, namespaces=namespaces) as sandbox:
            for _ in range(TIMES):
                for deed in deeds:
                    end = told(sandbox, path, deed, victim.target)
                    went[deed, end.partition(":")[0]] += 1
                    assert victim.state() == before, f"{deed}: {end}"
    finally:
        victim.end()
    assert went == {(deed, "refused"): TIMES for deed in deeds}
    sys.stderr.write(
        f"Landlock {version}, namespaces {namespaces}, {source}: {len(deeds)} deeds {TIMES} times, 0 effects\n"
    )
