"""Services that really run, each on a data folder and a port of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onlineocr.cli import datafolder
from onlineocr.processes import importing
from tests.support import prepared
from tests.support.processes import WITH_US

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _data_folder_of_the_tests(monkeypatch):
    """``--data`` sets the variable for the whole process, in which other tests run too."""
    monkeypatch.setenv("ONLINEOCR_DATA", os.environ["ONLINEOCR_DATA"])
    monkeypatch.setattr(datafolder, "_named", "")


def clean_environment() -> dict[str, str]:
    """Ours without what the test run set: a service starts as its users start it."""
    ours = ("ONLINEOCR_", "DJANGO_", "DATABASE_URL", "PYTEST_", "COV_", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def descendants(pid: int) -> set[int]:
    """Every process below ``pid``."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def alive(pids: set[int]) -> set[int]:
    """Those of ``pids`` that run; a zombie does not."""
    found = set()
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state not in "ZX":
            found.add(pid)
    return found


@dataclass
class Service:
    """``onlineocr serve`` as a process; ``url`` once it said where it listens."""

    arguments: list[str]
    folder: Path = ROOT  # in which its user starts it
    process: subprocess.Popen[str] = field(init=False)
    url: str = ""

    def start(self) -> Service:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "onlineocr", "serve", *self.arguments],
            cwd=self.folder, env=importing(clean_environment()), text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **WITH_US,
        )  # fmt: skip
        self.url = self.wait_for("listens on").partition("listens on ")[2].split()[0]
        return self

    def wait_for(self, text: str) -> str:
        """The first line from now on that has ``text``; fails with everything said when the process ends before."""
        said = []
        for line in self.process.stdout or ():
            said.append(line)
            if text in line:
                return line
        raise AssertionError(f"'{text}' was never said, but: {''.join(said)}")

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A web server without a worker, already answering."""
    prepared.fill(tmp_path / "data")
    service = Service(["--port", "0", "--no-worker", "--data", str(tmp_path / "data")])
    try:
        yield service.start()
    finally:
        service.end()


@pytest.fixture
def onlineocr():
    """``onlineocr("serve", ...)``: run a command to its end."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "onlineocr", *arguments],
            cwd=ROOT, env=clean_environment() | environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    return run
