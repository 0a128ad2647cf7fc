"""What a process that runs an engine may not do: no network, no new file, no other process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlineocr.ocr.sandbox import bpf, landlock
from tests.ocr.sandbox.deeds import DEEDS
from tests.ocr.sandbox.victim import Victim

pytestmark = pytest.mark.skipif(
    not (bpf.possible() and landlock.version()), reason="this kernel has no seccomp filter or no Landlock"
)
HARMLESS = {
    "fcntl F_SETFL O_ASYNC", "fcntl F_NOTIFY", "fcntl F_SETLEASE", "ioctl FIOASYNC", "timer_create", "prctl",
    "sched_getaffinity", "clock of another process", "futex FUTEX_LOCK_PI", "get_robust_list", "chdir", "inotify",
    "memfd_create", "pipe", "kill everybody", "kill the group",
}  # fmt: skip
"""Deeds that reach nobody, or that would end the tests if they were not refused."""
_RUN = """
import json, os, sys
from onlineocr.ocr.sandbox import engine_bounds, landlock
from tests.ocr.sandbox import deeds
landlock.newest = int(sys.argv[1])
os.dup2(os.open(sys.argv[2] + "/secret", os.O_RDONLY), 3)
os.dup2(os.memfd_create("canvas"), 4)
os.dup2(os.pipe()[1], 5)
assert engine_bounds.apply() == {"landlock": True, "seccomp": True}
print(json.dumps({name: deeds.attempt(name + "\\n" + sys.argv[3]) for name in json.loads(sys.argv[4])}))
"""


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Victim]:
    victim = Victim(tmp_path)
    yield victim
    victim.end()


@pytest.mark.parametrize("version", sorted({min(3, landlock.version()), landlock.version()}))
def test_it_reaches_nobody(victim: Victim, version: int) -> None:
    before, target = victim.state(), victim.target
    tried = [deed for deed in DEEDS if deed not in HARMLESS]
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(version), target.folder, target.pack(), json.dumps(tried)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {deed: end for deed, end in json.loads(done.stdout).items() if not end.startswith("refused")} == {}
    assert victim.state() == before
