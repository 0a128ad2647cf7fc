"""Send ten times the load that the service can read. Does it still read at capacity, and does the health check answer?

    python bench/overload.py [--seconds 60] [--factor 10] [--addresses 16] [--bar 0.9]

Starts ``onlineocr serve`` with its default settings, the real engine and a data folder of its own. Measures capacity
twice: the pace at which it reads with as many synchronous clients as keep every recogniser busy, and the pace at which
it drains a queue while nobody sends anything. Then it sends ``factor`` times the first pace as an open loop: calls
start by the clock, whatever was answered before. Every picture is a small screenshot that was never sent before, and
calls come from several loopback addresses. ``/healthz`` is asked every 50 ms meanwhile.

Goodput is the pace of reading during the load, divided by the synchronous capacity. The exit status is 1 when it is
below ``--bar``, or an answer was not expected. ``goodput_by_cpu`` compares pages for each second of processor time that
the service used instead of pages a second: it holds on a machine that other programs use too, the client among them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import itertools
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = {200, 202, 429, 503}
UPLOADS = ("/api/v1/documents/", "/api/v1/documents/?wait=5", "/api/v1/documents/", "/api/ocr/")
LINES = ("Settings", "Notifications are on for {} people", "Last backup: {} minutes ago", "Sign out of all devices")
PATIENCE = 90.0  # seconds that a client waits for its answer


@dataclass
class Seen:
    """Answers of one load; times in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    without_retry: int = 0
    broken: int = 0
    late: int = 0
    health: list[float] = field(default_factory=list)
    slowest: dict[int, float] = field(default_factory=dict)


def screenshots() -> Iterator[bytes]:
    """Pictures of 640 x 220 pixels with four lines of text, each of them another one."""
    font = ImageFont.load_default(20)
    for number in itertools.count(random.randrange(10**9)):
        page = Image.new("L", (640, 220), "#f4f4f6")
        draw = ImageDraw.Draw(page)
        for row, line in enumerate(LINES):
            draw.text((24, 20 + 48 * row), line.format(number), fill="#202124", font=font)
        file = io.BytesIO()
        page.save(file, "PNG", compress_level=1)
        yield file.getvalue()


class Service:
    """``onlineocr serve`` for the time of a ``with``."""

    def __init__(self, folder: str, **settings: str) -> None:
        self.database = Path(folder) / "db.sqlite3"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE_"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "onlineocr", "serve", "--port", "0"],
            cwd=ROOT, env=kept | settings | {"ONLINEOCR_DATA": folder}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> Service:
        assert self._process.stdout is not None
        line = next(line for line in self._process.stdout if "listens on" in line)
        address = urlsplit(line.partition("listens on ")[2].split()[0])
        self.host, self.port = address.hostname or "", address.port or 0
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def done(self) -> tuple[int, int]:
        """Pages that were read, and pages that wait or are being read."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as database:
            query = "SELECT sum(status = 'succeeded'), sum(status IN ('queued', 'running')) FROM documents_page"
            read, waiting = database.execute(query).fetchone()
        return read or 0, waiting or 0

    def cpu(self) -> Counter[str]:
        """Seconds of processor time by kind of process, ended children included."""
        found: Counter[str] = Counter()
        for process in self.processes():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                kind = next((name for name in ("worker.child", "server", "onlineocr worker") if name in text), "other")
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                found[kind] += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        return found

    def processes(self) -> Iterator[int]:
        queue = [self._process.pid]
        while queue:
            yield (process := queue.pop())
            for thread in Path(f"/proc/{process}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    queue += [int(child) for child in thread.read_text().split()]

    def memory(self) -> int:
        """Resident MiB of the service's processes."""
        found = 0
        for process in self.processes():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{process}/status").read_text()
                found += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
        return found // 1024


async def call(service: Service, path: str, body: bytes, source: str) -> tuple[int, bool]:
    """Send one picture on a connection of its own: the status, and whether Retry-After came."""
    reader, writer = await asyncio.open_connection(service.host, service.port, local_addr=(source, 0))
    try:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        return int(answer.split(b" ", 2)[1]), b"\r\nretry-after:" in answer
    finally:
        writer.close()


async def one(service: Service, seen: Seen, path: str, body: bytes, source: str) -> None:
    began = time.monotonic()
    try:
        status, retry = await asyncio.wait_for(call(service, path, body, source), PATIENCE)
    except (OSError, EOFError, TimeoutError):
        seen.broken += 1
        return
    seen.statuses[status] += 1
    seen.without_retry += status in {429, 503} and not retry
    seen.slowest[status] = max(seen.slowest.get(status, 0.0), time.monotonic() - began)


async def watch(service: Service, seen: Seen) -> None:
    """Ask for health every 50 ms."""
    while True:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(service.host, service.port)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b" 200 " in await reader.readline()
        writer.close()
        seen.health.append(time.monotonic() - began)
        await asyncio.sleep(0.05)


async def open_loop(service: Service, pictures: list[bytes], rate: float, addresses: int) -> Seen:
    """Send ``rate`` pictures a second by the clock."""
    seen, began, calls = Seen(), time.monotonic(), []
    watcher = asyncio.create_task(watch(service, seen))
    for number, body in enumerate(pictures):
        due = began + number / rate
        if (early := due - time.monotonic()) > 0:
            await asyncio.sleep(early)
        else:
            seen.late += early < -0.5
        source = f"127.0.0.{2 + number % addresses}"
        path = UPLOADS[number // addresses % len(UPLOADS)]
        calls.append(asyncio.create_task(one(service, seen, path, body, source)))
    watcher.cancel()
    await asyncio.gather(watcher, return_exceptions=True)
    seen.calls = calls  # type: ignore[attr-defined]
    return seen


async def closed_loop(service: Service, pictures: Iterator[bytes], seconds: float, clients: int) -> Seen:
    """As many synchronous clients, each of which sends its next picture when the last was answered."""
    seen, end = Seen(), time.monotonic() + seconds

    async def client(number: int) -> None:
        while time.monotonic() < end:
            await one(service, seen, "/api/ocr/", next(pictures), f"127.0.1.{number + 1}")

    await asyncio.gather(*map(client, range(clients)))
    return seen


async def drain(service: Service, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not service.done()[1]:
            return True
        await asyncio.sleep(0.2)
    return False


class Meter:
    """Pages a second, and processor seconds of each kind of process, since it was made."""

    def __init__(self, service: Service) -> None:
        self._service, self._began = service, time.monotonic()
        self._read, self._cpu, self._own = service.done()[0], service.cpu(), time.process_time()

    def stop(self) -> tuple[float, float, dict[str, float]]:
        """Pages a second, pages for each second of the service's processor time, and cores by kind of process."""
        seconds = time.monotonic() - self._began
        read = self._service.done()[0] - self._read
        used = self._service.cpu() - self._cpu
        by_cpu = read / max(0.01, used.total())
        used["client"] = time.process_time() - self._own
        return read / seconds, by_cpu, {kind: round(spent / seconds, 2) for kind, spent in sorted(used.items())}


async def measure(seconds: float, factor: float, addresses: int, **settings: str) -> dict[str, object]:
    """One whole run."""
    pictures, cores = screenshots(), len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, Service(folder, **settings) as service:
        await closed_loop(service, pictures, 5, 2 * cores)  # every process is up now
        meter = Meter(service)
        await closed_loop(service, pictures, max(5.0, seconds / 4), 4 * cores)
        served, by_cpu, cpu_served = meter.stop()
        many = list(itertools.islice(pictures, int(seconds * factor * served)))
        calm = service.memory()
        meter = Meter(service)
        seen = await open_loop(service, many, factor * served, addresses)
        pace, loaded_by_cpu, cpu_loaded = meter.stop()
        waiting = service.done()[1]
        await asyncio.gather(*seen.calls)  # type: ignore[attr-defined]
        meter, before = Meter(service), service.done()[1]
        await drain(service, min(10.0, seconds / 4))
        drained, drained_by_cpu, cpu_drained = meter.stop()
        health = sorted(seen.health)
        return {
            "capacity_pages_s": round(served, 2),
            "drain_pages_s": round(drained, 2) if before > 20 else None,
            "goodput": round(pace / served, 3),
            "goodput_by_cpu": round(loaded_by_cpu / by_cpu, 3),
            "pages_by_cpu_s": [round(value, 2) for value in (by_cpu, loaded_by_cpu, drained_by_cpu)],
            "read_pages_s": round(pace, 2),
            "sent_a_second": round(len(many) / seconds, 1),
            "statuses": dict(seen.statuses),
            "unexpected": sum(count for status, count in seen.statuses.items() if status not in EXPECTED),
            "refusals_without_retry_after": seen.without_retry,
            "broken_connections": seen.broken,
            "sent_late": seen.late,
            "slowest_s": {status: round(value, 1) for status, value in seen.slowest.items()},
            "queue_at_the_end": waiting,
            "healthz_p50_ms": round(1000 * health[len(health) // 2], 1),
            "healthz_p99_ms": round(1000 * health[int(len(health) * 0.99)], 1),
            "memory_mib": [calm, service.memory()],
            "cores_used": {"capacity": cpu_served, "load": cpu_loaded, "drain": cpu_drained},
            "load_average": round(os.getloadavg()[0], 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--factor", type=float, default=10)
    parser.add_argument("--addresses", type=int, default=16, help="loopback addresses that the calls come from")
    parser.add_argument("--bar", type=float, default=0.9, help="the least goodput")
    parser.add_argument("settings", nargs="*", metavar="NAME=VALUE", help="settings of the service")
    given = parser.parse_args()
    settings = dict(item.split("=", 1) for item in given.settings)
    found = asyncio.run(measure(given.seconds, given.factor, given.addresses, **settings))
    print(json.dumps(found, indent=1))
    faults = ("unexpected", "refusals_without_retry_after", "broken_connections")
    sys.exit(found["goodput"] < given.bar or any(found[name] for name in faults))  # type: ignore[operator]


if __name__ == "__main__":
    main()
