"""A decode child that its file has taken over reaches nothing outside, whatever this kernel lacks beside seccomp.

``./test --long harm`` tries every deed 20 times with every version of Landlock, with and without namespaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onlineocr.ocr.sandbox import Sandbox, bpf, landlock
from tests.ocr.sandbox.deeds import DEEDS, READING
from tests.ocr.sandbox.victim import Victim, rogue, told
from tests.support.drawing import ENGLISH, draw_text, encode

NEWEST = landlock.version()
pytestmark = pytest.mark.skipif(not bpf.possible(), reason="this kernel has no seccomp filter")


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    victim = Victim(tmp_path_factory.mktemp("victim"))
    yield victim
    victim.end()


@pytest.fixture(scope="module", params=sorted({0, min(2, NEWEST), NEWEST}))
def bare(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Children without namespaces, as in a container, with such a version of Landlock."""
    with rogue(landlock=request.param, namespaces=False) as sandbox:
        yield sandbox


@pytest.mark.parametrize("deed", DEEDS)
def test_it_harms_nobody(bare: Sandbox, victim: Victim, picture: Path, deed: str) -> None:
    before = victim.state()
    assert told(bare, picture, deed, victim.target).startswith("refused")
    assert victim.state() == before


def test_a_child_that_may_start_threads_harms_nobody_either(victim: Victim, tmp_path: Path) -> None:
    photo = tmp_path / "photo.heic"
    photo.write_bytes(encode(draw_text(ENGLISH).image, "HEIF"))
    before = victim.state()
    with rogue(landlock=0, namespaces=True) as sandbox:
        went = {deed: told(sandbox, photo, deed, victim.target) for deed in DEEDS}
    assert {deed: end for deed, end in went.items() if not end.startswith("refused")} == {}
    assert victim.state() == before


@pytest.mark.skipif(not NEWEST, reason="this kernel has no Landlock")
@pytest.mark.parametrize("deed", READING)
def test_landlock_keeps_it_from_reading(victim: Victim, picture: Path, deed: str) -> None:
    with rogue(landlock=1, namespaces=False) as sandbox:
        assert told(sandbox, picture, deed, victim.target).startswith("refused")
