"""Nothing leaves the machine: 27 pages of every format, and every web page in Chromium; ``./test --long outside``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.outside.test_outside import Report, World, world

__all__ = ["world"]
pytestmark = pytest.mark.long


def test_the_service_keeps_to_itself(world: World, tmp_path: Path) -> None:
    report = world(sys.executable, "-m", "tests.outside.visit", str(tmp_path / "data"), "3")
    assert report == Report(0, [], [])


def test_the_web_pages_ask_nobody_else(world: World, tmp_path: Path) -> None:
    report = world(sys.executable, "-m", "tests.outside.browse", str(tmp_path / "data"))
    assert (report.code, report.packets) == (0, [])  # the browser's own files lie in its home


@pytest.mark.parametrize("command", ["doctor", "migrate"])
def test_other_commands_keep_to_themselves(world: World, command: str) -> None:
    assert world(sys.executable, "-m", "onlineocr", command, PYTHONPATH="") == Report(0, [], [])
