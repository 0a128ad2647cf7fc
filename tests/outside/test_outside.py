"""Nothing leaves the machine, and no file is written outside the data folder: by the service, the command, the library.

Each runs in a world of its own (world.py), with an environment that says the opposite.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.drawing import ENGLISH, draw_text

ROOT = Path(__file__).parents[2]
UNSHARE = ("unshare", "--net", "--mount", "--propagation", "private")
pytestmark = [pytest.mark.engine, pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Report:
    """How a command ended in the world, the packets that it sent to others, the files that it wrote elsewhere."""

    code: int
    packets: list[str]
    files: list[str]


World = Callable[..., Report]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """``world("python", "-c", ...)``: run a command there; only files below ``tmp_path / "data"`` are its own."""
    unshare = next((way for way in (UNSHARE, (*UNSHARE, "--map-root-user")) if _possible(way)), None)
    if unshare is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("this machine allows no namespaces")
    (tmp_path / "data").mkdir()

    def run(*command: str, **environment: str) -> Report:
        kept = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
        report = tmp_path / "report.json"
        subprocess.run(
            [*unshare, sys.executable, str(Path(__file__).with_name("world.py")), str(report), str(tmp_path / "data"),
             *command],
            cwd=ROOT, check=True, timeout=500,
            env=kept | {"ONLINEOCR_DATA": str(tmp_path / "data"), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        )  # fmt: skip
        return Report(**json.loads(report.read_text()))

    return run


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "page.png"
    path.write_bytes(draw_text(ENGLISH).png)
    return str(path)


def test_the_world_notices_what_goes_out(world: World, tmp_path: Path) -> None:
    code = (
        "import socket, pathlib\n"
        "for host in ('telemetry.example.com', '192.0.2.1', '2001:db8::1'):\n"
        "    try: socket.create_connection((host, 443), 5)\n"
        "    except OSError: pass\n"
        f"for place in ('/dev/shm/new', '{tmp_path}/new'): pathlib.Path(place).touch()\n"
    )
    report = world(sys.executable, "-c", code)
    assert any("asks for telemetry.example.com" in packet for packet in report.packets)
    assert {"tcp 192.0.2.1 443", "tcp 2001:db8::1 443"} <= set(report.packets)
    assert set(report.files) == {"/dev/shm/new", f"{tmp_path}/new"}


@pytest.mark.parametrize(
    "environment", [{"ORT_DISABLE_TELEMETRY": "0"}, {"HOME": "", "XDG_CACHE_HOME": "/var/cache"}], ids=["on", "no home"]
)
def test_the_library_keeps_to_itself(world: World, page: str, environment: dict[str, str]) -> None:
    code = (
        "import sys; from onlineocr.ocr import recognize, Options\n"
        "for engine in ('auto', 'tesseract'):\n"
        "    print([page.text for page in recognize(sys.argv[1], Options(engine=engine, barcodes=True))])\n"
    )
    assert world(sys.executable, "-c", code, page, **environment) == Report(0, [], [])


def test_the_command_keeps_to_itself(world: World, page: str, tmp_path: Path) -> None:
    ours = f"{shutil.which('sh')} -ec"
    command = f"""
        {sys.executable} -m onlineocr read {page}
        {sys.executable} -m onlineocr read {page} --format pdf -o {tmp_path}/data/page.pdf
        {sys.executable} -m onlineocr languages list
    """
    assert world(*ours.split(), command) == Report(0, [], [])


def test_the_service_keeps_to_itself(world: World, tmp_path: Path) -> None:
    report = world(sys.executable, "-m", "tests.outside.visit", str(tmp_path / "data"), "1")
    assert report == Report(0, [], [])


def _possible(unshare: tuple[str, ...]) -> bool:
    probe = [*unshare, "mount", "-t", "tmpfs", "probe", "/dev/shm"]
    return (
        shutil.which("unshare") is not None and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    )
