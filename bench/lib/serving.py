"""The service under measurement: started on a data folder of its own, watched, and ended."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = str(ROOT / "tests" / "plugins")  # the engine `fake`


@dataclass(frozen=True, slots=True)
class Running:
    """``onlineocr serve`` that answers: its process, port and data folder."""

    process: subprocess.Popen[bytes]
    port: int
    data: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def part(self, command: str) -> list[int]:
        """Process ids below the service whose command line holds ``command``."""
        return [pid for pid in below(self.process.pid) if command.encode() in command_line(pid)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def service(engine: str = "auto", **environment: str) -> Iterator[Running]:
    """The service on a free port and an empty data folder, until the context ends."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            [sys.executable, "-m", "onlineocr", "serve", "--port", str(port), "--data", data],
            cwd=ROOT,
            env=os.environ
            | {"ONLINEOCR_ENGINE": engine, "ONLINEOCR_LOG_LEVEL": "warning", "PYTHONPATH": PLUGINS}
            | environment,
        )
        try:
            wait_ready(port)
            yield Running(process, port, Path(data))
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_ready(port: int) -> None:
    for _ in range(1200):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise SystemExit("The service did not become ready within two minutes")


def below(parent: int) -> list[int]:
    """Every process below ``parent``, all generations."""
    found: list[int] = []
    generation = [parent]
    while generation:
        generation = [child for pid in generation for child in _children(pid)]
        found += generation
    return found


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def command_line(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    return b""


def rss(pid: int) -> float:
    """Resident memory that is the process's own, in MiB; 0 when it is gone."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") / 2**20
    return 0.0


def cpu(pid: int, *, ended_children: bool = False) -> float:
    """Processor time of a process, in seconds, with that of its ``ended_children`` if asked for; 0 when it is gone."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11 : 15 if ended_children else 13])) / os.sysconf("SC_CLK_TCK")
    return 0.0
