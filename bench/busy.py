"""How long does the health check take while many clients call without pause?

    python bench/busy.py [--seconds 20] [--clients 50]

Starts ``onlineocr serve`` with the engine ``fake`` on a data folder of its own. Then ``--clients``
clients, each with an address of its own, call ``/api/v1/capabilities``, registration, search and exports of the picture
in turn, each as soon as its last call is answered. ``/healthz`` is asked every 20 ms before, and meanwhile by a process
of its own.
"""

from __future__ import annotations

import argparse
import http.client
import io
import itertools
import json
import multiprocessing
import os
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.serving import service

DOCUMENTS = "/api/v1/documents/"
FORMATS = ("txt", "json", "docx", "xlsx", "hocr", "csv")
PASSWORD = "purple monkey dishwasher"
Answer = tuple[int, bytes]


def picture() -> bytes:
    page = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(page).text((10, 20), "Hello from a busy service", fill="black")
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def call(port: int, method: str, path: str, body: bytes | None = None, source: str = "", **headers: str) -> Answer:
    """Make one call on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source or "127.0.0.1", 0))
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def register(port: int, source: str = "") -> tuple[Answer, str]:
    name = f"u{uuid.uuid4().hex[:12]}"
    body = json.dumps({"username": name, "password": PASSWORD}).encode()
    return call(port, "POST", "/api/register/", body, source, content_type="application/json"), name


def prepare(port: int) -> tuple[dict[str, str], str]:
    """Make an account and have it read a picture: the header of its calls, and the address of the result."""
    _, name = register(port)
    body = json.dumps({"username": name, "password": PASSWORD}).encode()
    tokens = call(port, "POST", "/api/token_obtain_pair/", body, content_type="application/json")
    allowed = {"authorization": f"Bearer {json.loads(tokens[1])['access']}"}
    sent = call(port, "POST", f"{DOCUMENTS}?wait=30", picture(), content_type="image/png", **allowed)
    return allowed, f"{DOCUMENTS}{json.loads(sent[1])['id']}/result?format="


def calls(port: int, source: str, allowed: dict[str, str], address: str) -> list[tuple[str, Callable[[], Answer]]]:
    """The calls of one client."""
    formats = itertools.cycle(FORMATS)
    return [
        ("capabilities", lambda: call(port, "GET", "/api/v1/capabilities", source=source, **allowed)),
        ("register", lambda: register(port, source)[0]),
        ("search", lambda: call(port, "GET", f"{DOCUMENTS}?search=hello", source=source, **allowed)),
        ("export", lambda: call(port, "GET", address + next(formats), source=source, **allowed)),
    ]


def client(port: int, number: int, end: float, allowed: dict[str, str], address: str) -> Counter[str]:
    """Call until ``end``; return how often each call had which status."""
    seen: Counter[str] = Counter()
    mine = calls(port, f"127.0.1.{number + 1}", allowed, address)
    for name, do in itertools.cycle(mine[number % 4 :] + mine[: number % 4]):
        if time.monotonic() > end:
            return seen
        seen[f"{name} {do()[0]}"] += 1
    return seen


def health(port: int, begin: float, end: float) -> list[float]:
    """Milliseconds that each health check took, in order of size."""
    found = []
    time.sleep(max(0.0, begin - time.monotonic()))
    while time.monotonic() < end:
        start = time.monotonic()
        assert call(port, "GET", "/healthz")[0] == 200
        found.append(1000 * (time.monotonic() - start))
        time.sleep(0.02)
    return sorted(found)


def figures(found: list[float]) -> dict[str, float]:
    shares = {"p50": 0.5, "p99": 0.99}
    return {name: round(found[int(len(found) * share)], 1) for name, share in shares.items()} | {
        "most": round(found[-1], 1),
        "calls": len(found),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=50)
    given = parser.parse_args()
    quotas = {"ONLINEOCR_REGISTRATIONS": "1000000", "ONLINEOCR_SIGN_INS": "1000000"}
    with service("fake", **quotas) as running, multiprocessing.Pool(1) as apart:
        now = time.monotonic()
        calm = health(running.port, now, now + 5)
        allowed, address = prepare(running.port)
        begin = time.monotonic() + 3  # all clients call by then
        end = begin + given.seconds
        watch = apart.apply_async(health, (running.port, begin, end))
        with ThreadPoolExecutor(given.clients) as pool:
            counts = pool.map(lambda number: client(running.port, number, end, allowed, address), range(given.clients))
            seen = sum(counts, Counter())
        found = {"healthz_alone_ms": figures(calm), "healthz_busy_ms": figures(watch.get(60)), "calls": dict(seen)}
    print(json.dumps(found | {"load_average": round(os.getloadavg()[0], 1)}, indent=1))


if __name__ == "__main__":
    main()
