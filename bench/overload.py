"""Ten times the load that the service can bear: is what it can bear still done, and does the health check answer?

    python bench/overload.py [--seconds 30] [--factor 10] [--connections 64]

Starts ``onlineocr serve`` on a free port and a folder of its own, with the engine ``fake`` and pages on which it sleeps
a tenth of a second, so that capacity depends little on the machine. Measures the pace of a full queue, then sends
``factor`` times as much from many connections, asks ``/healthz`` meanwhile, and waits for the queue to drain.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
SLEEP, TENTHS = (253, 11), 2  # what the engine `fake` does on a page with such a first pixel
EXPECTED = {200, 202, 429, 503}
UPLOADS = ("/api/v1/documents/", "/api/v1/documents/?wait=5", "/api/v1/documents/", "/api/ocr/")


@dataclass
class Seen:
    """What the clients were answered; times in seconds."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    statuses: Counter[int] = field(default_factory=Counter)
    without_retry: int = 0
    broken: int = 0
    health: list[float] = field(default_factory=list)


def page() -> bytes:
    """A page on which the engine sleeps."""
    picture = Image.new("RGB", (120, 60), "white")
    picture.putpixel((0, 0), (*SLEEP, TENTHS))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


class Service:
    """``onlineocr serve`` for the time of a ``with``."""

    def __init__(self, folder: str, queue: int) -> None:
        self.database = Path(folder) / "db.sqlite3"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE_"))}
        ours = {
            "ONLINEOCR_DATA": folder,
            "ONLINEOCR_ENGINE": "fake",
            "ONLINEOCR_DEDUPLICATE": "false",
            "ONLINEOCR_QUEUE_PAGES": str(queue),
            "ONLINEOCR_RECOGNISERS": "2",
            "ONLINEOCR_WAIT": "5s",
        }
        self._command = [sys.executable, "-m", "onlineocr", "serve", "--port", "0"]
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=kept | ours, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

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

    def memory(self) -> int:
        """Resident MiB of the service's processes."""
        found, queue = 0, [self._process.pid]
        while queue:
            process = queue.pop()
            status = Path(f"/proc/{process}/status").read_text()
            found += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
            for thread in Path(f"/proc/{process}/task").glob("*/children"):
                queue += [int(child) for child in thread.read_text().split()]
        return found // 1024


def client(service: Service, body: bytes, seen: Seen, pause: float, end: float, number: int, kinds: int) -> None:
    """One connection that sends a file every ``pause`` seconds, whatever the answer, until ``end``."""
    while (due := time.monotonic()) < end:
        connection = http.client.HTTPConnection(service.host, service.port, timeout=60)
        try:
            connection.request("POST", UPLOADS[number % kinds], body, {"Content-Type": "image/png"})
            answer = connection.getresponse()
            answer.read()
            with seen.lock:
                seen.statuses[answer.status] += 1
                seen.without_retry += answer.status in {429, 503} and not answer.getheader("Retry-After")
        except (OSError, http.client.HTTPException):
            with seen.lock:
                seen.broken += 1
        finally:
            connection.close()
        number += 1
        time.sleep(max(0.0, due + pause - time.monotonic()))


def watch(service: Service, seen: Seen, end: float) -> None:
    """Ask for health every 50 ms."""
    while time.monotonic() < end:
        began = time.monotonic()
        connection = http.client.HTTPConnection(service.host, service.port, timeout=60)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
        seen.health.append(time.monotonic() - began)
        time.sleep(0.05)


def load(service: Service, seconds: float, rate: float, connections: int, kinds: int = 1) -> tuple[Seen, float]:
    """What was seen while ``rate`` files a second were sent, and the pages a second that were read meanwhile."""
    seen, body, end = Seen(), page(), time.monotonic() + seconds
    threads = [threading.Thread(target=watch, args=(service, seen, end))]
    threads += [
        threading.Thread(target=client, args=(service, body, seen, connections / rate, end, number, kinds))
        for number in range(connections)
    ]
    before, _ = service.done()
    began = time.monotonic()
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, end - time.monotonic()))
    after, _ = service.done()
    pace = (after - before) / (time.monotonic() - began)
    for thread in threads:
        thread.join()
    return seen, pace


def drain(service: Service, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not service.done()[1]:
            return True
        time.sleep(0.2)
    return False


def measure(seconds: float, factor: float, connections: int) -> dict[str, object]:
    """One whole run."""
    with tempfile.TemporaryDirectory() as folder, Service(folder, queue=60) as service:
        load(service, 1, 8, 4)
        drain(service)  # every process is up now
        load(service, 2, 60, 12)  # the queue is full
        _, capacity = load(service, max(5.0, seconds / 3), 30, 12)
        calm = service.memory()
        seen, pace = load(service, seconds, factor * capacity, connections, len(UPLOADS))
        drained = drain(service)
        time.sleep(1)
        health = sorted(seen.health)
        return {
            "capacity_pages_s": round(capacity, 2),
            "goodput": round(pace / capacity, 3),
            "sent_a_second": round(sum(seen.statuses.values()) / seconds, 1),
            "statuses": dict(seen.statuses),
            "unexpected": sum(count for status, count in seen.statuses.items() if status not in EXPECTED),
            "refusals_without_retry_after": seen.without_retry,
            "broken_connections": seen.broken,
            "healthz_p50_ms": round(1000 * health[len(health) // 2], 1),
            "healthz_p99_ms": round(1000 * health[int(len(health) * 0.99)], 1),
            "drained": drained,
            "memory_mib": [calm, service.memory()],
            "load_average": round(os.getloadavg()[0], 1),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--factor", type=float, default=10)
    parser.add_argument("--connections", type=int, default=64)
    given = parser.parse_args()
    print(json.dumps(measure(given.seconds, given.factor, given.connections), indent=1))


if __name__ == "__main__":
    main()
