"""What a job costs beside recognition, how soon it is picked up, and whether a long document keeps everybody busy.

    python bench/jobs.py [--jobs 1000] [--pages 300] [--engine auto]

Four measurements on SQLite, each on a service or a data folder of its own:

processor    ``--jobs`` one-page jobs by HTTP with the engine ``fake``, four clients: processor time of each of the
             service's processes for a job. The recognisers' time is shown, and not counted.
bookkeeping  ``--jobs`` one-page jobs through the service's own functions, in one process: what storing the file and the
             rows, claiming, beginning and finishing take; beside them the decode children, which belong to reading.
pick-up      the same by HTTP with the engine ``fake``, one after the other: from a job's row to its claim.
             And all at once: jobs a second.
long         a PDF of ``--pages`` pages: how busy the recognisers were, and the memory of web and worker on the way.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.serving import PLUGINS, Running, cpu, rss, service

WORDS = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "a",
    "lazy",
    "dog",
    "while",
    "seven",
    "wizards",
    "vex",
    "bold",
    "knights",
    "and",
    "pack",
    "my",
    "box",
    "with",
    "jugs",
]

_ROOM = {"ONLINEOCR_QUEUE_PAGES": "100000", "ONLINEOCR_QUEUE_LANE": "100000", "ONLINEOCR_UPLOAD_SHARE": "100"}
"""Settings that refuse no upload."""
_RECOGNISER = "recognisers"
_DECODER = "decode children"
_PARTS = {
    "onlineocr.server": "web",
    "onlineocr worker": "worker",
    "sandbox.zygote": _DECODER,
    "worker.child": _RECOGNISER,
}
"""Processes of the service by their command lines."""


def page(number: int, *, lines: int = 12, size: tuple[int, int] = (850, 1100)) -> Image.Image:
    """A page of its own: no two are alike."""
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(22)
    for line in range(lines):
        words = [WORDS[(number * 7 + line * 3 + index * (1 + number % 5)) % len(WORDS)] for index in range(8)]
        draw.text((60, 60 + 80 * line), f"{number}.{line} {' '.join(words)}", fill=0, font=font)
    return picture


def png(number: int) -> bytes:
    file = io.BytesIO()
    page(number, lines=2, size=(640, 220)).save(file, "PNG")
    return file.getvalue()


class Watch:
    """Durations by name, in milliseconds."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)

    @contextlib.contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.times[name].append(1000 * (time.perf_counter() - started))

    def report(self, names: list[str], title: str) -> float:
        for name in names:
            times = sorted(self.times[name])
            print(f"  {name:28} {median(times):7.2f} ms   p95 {times[int(len(times) * 0.95)]:7.2f}")
        total = sum(median(self.times[name]) for name in names)
        mean = sum(sum(self.times[name]) / len(self.times[name]) for name in names)
        print(f"  {title:28} {total:7.2f} ms   mean {mean:7.2f}")
        return total


def bookkeeping(jobs: int) -> float:
    """Run in this process; the parts are timed where the service calls them."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"ONLINEOCR_DATA": data, "ONLINEOCR_LOG_LEVEL": "error", "ONLINEOCR_ENGINE": "fake"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "onlineocr.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        sys.path.append(PLUGINS)
        watch = Watch()
        _work(jobs, watch)
    print(f"bookkeeping, {jobs} jobs of one page, one process, SQLite, synchronous=FULL")
    watch.report(["look at the file", "decode the page"], "decode children")
    return watch.report(["submit", "claim", "begin", "finish"], "enqueue and bookkeeping")


def _work(jobs: int, watch: Watch) -> None:
    from onlineocr.documents import services
    from onlineocr.documents.files import decoder, storage
    from onlineocr.documents.queue import claims
    from onlineocr.ocr.engines import registry
    from onlineocr.ocr.pipeline import read_page
    from onlineocr.ocr.sandbox import Sandbox

    sandbox, engine, probe = decoder.sandbox(), registry.get("fake"), Sandbox.probe
    looks = watch.times["look at the file"]

    def timed(self: Sandbox, *arguments: object) -> object:
        started = time.perf_counter()
        answer = probe(self, *arguments)  # type: ignore[arg-type]
        looks.append(1000 * (time.perf_counter() - started))
        return answer

    Sandbox.probe = timed  # type: ignore[method-assign, assignment]
    for number in range(jobs):
        data = png(number)
        with watch("submit"):
            services.submit(upload=services.Upload([data], f"{number}.png"))
        watch.times["submit"][-1] -= looks[-1]
        with watch("claim"):
            claim = claims.claim("bench")
        assert claim is not None
        with watch("decode the page"), storage.local(claim.key) as path:
            shared = sandbox.page(path, claim.number, claim.options)
        with watch("begin"):
            claims.begin(claim)
        value = read_page(shared.image(), claim.options, engine)
        shared.close()
        with watch("finish"):
            claims.finish(claim, value, spent_ms=1)


def processor(jobs: int) -> float:
    """Milliseconds of processor time for a job, over all processes but the recognisers."""
    with service("fake", **_ROOM) as running:
        for number in range(20):
            send(running.port, png(number), query="?wait=20")
        files = [png(number) for number in range(10_000, 10_000 + jobs)]
        before = _times(running)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda data: send(running.port, data), files))
        await_all(running)
        used: dict[str, float] = defaultdict(float)
        for pid, (kind, seconds) in _times(running).items():
            used[kind] += 1000 * (seconds - before.get(pid, (kind, 0.0))[1]) / jobs
    print(f"processor time of a job, {jobs} jobs of one page, SQLite")
    for kind, milliseconds in used.items():
        print(f"  {kind:28} {milliseconds:7.2f} ms")
    total = sum(milliseconds for kind, milliseconds in used.items() if kind != _RECOGNISER)
    print(f"  {'all but the recognisers':28} {total:7.2f} ms")
    return total


def _times(running: Running) -> dict[int, tuple[str, float]]:
    """Return the name and the processor time of each process of the service.

    A decode child lives for one file, so its time is that of the ended children. A recogniser that was replaced is an
    ended child of the worker, and no part of it.
    """
    parts = {pid: name for command, name in _PARTS.items() for pid in running.part(command)}
    return {pid: (name, cpu(pid, ended_children=name == _DECODER)) for pid, name in parts.items()}


def send(port: int, data: bytes, media_type: str = "image/png", query: str = "") -> str:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("POST", f"/api/v1/documents/{query}", data, {"Content-Type": media_type})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        if answer.status == 429:
            time.sleep(min(1.0, float(answer.headers["Retry-After"])))
            continue
        assert answer.status in {200, 202}, body
        return str(body["id"])


def ask(running: Running, query: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{running.data / 'db.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def await_all(running: Running) -> None:
    while ask(running, "SELECT 1 FROM documents_run WHERE status IN ('queued', 'running') LIMIT 1"):
        time.sleep(0.05)


def pick_up(jobs: int) -> float:
    with service("fake", **_ROOM) as running:
        for number in range(min(jobs, 200)):
            send(running.port, png(number))
            await_all(running)
        rows = ask(running, "SELECT created_at, started_at FROM documents_run")
        waits = sorted((_time(started) - _time(created)).total_seconds() * 1000 for created, started in rows)
        print(f"pick-up, {len(waits)} jobs one after the other: from the row to its claim")
        print(f"  p50 {median(waits):.1f} ms   p95 {waits[int(len(waits) * 0.95)]:.1f} ms")
        files = [png(number) for number in range(1000, 1000 + jobs)]
        started = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda data: send(running.port, data), files))
        sent = time.monotonic() - started
        await_all(running)
        ended = time.monotonic() - started
        print(f"all at once, four clients: sent {jobs / sent:.0f} a second, read {jobs / ended:.0f} a second by HTTP")
    return median(waits)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def long_document(pages: int, engine: str) -> float:
    file = io.BytesIO()
    first, *rest = (page(number) for number in range(pages))
    first.save(file, "PDF", resolution=100, save_all=True, append_images=rest)
    with service(engine, ONLINEOCR_QUEUE_PAGES="100000", ONLINEOCR_QUEUE_LANE="100000") as running:
        send(running.port, png(0), query="?wait=60")  # engines and zygotes are warm
        web, worker = running.part("onlineocr.server")[0], running.part("onlineocr worker")[0]
        before = {pid: cpu(pid) for pid in running.part("worker.child")}
        started = time.monotonic()
        send(running.port, file.getvalue(), "application/pdf", "?text_layer=ignore")
        memory = _watch(running, web, worker)
        wall = time.monotonic() - started
        used = sum(cpu(pid) - before.get(pid, 0.0) for pid in running.part("worker.child"))
        slots = len(before)
        ((spent, begun, ended, done, status),) = ask(
            running, f"SELECT spent_ms, started_at, finished_at, done, status FROM documents_run WHERE total = {pages}"
        )
    reading = (_time(ended) - _time(begun)).total_seconds()
    busy = spent / 1000 / reading / slots
    print(f"a PDF of {pages} pages, engine {engine}, {slots} recognisers: {status}, {done} pages in {wall:.1f} s")
    print(f"  recognisers busy {busy:.1%} from first claim to last result; on a core {used / reading / slots:.1%}")
    for name in ("web", "worker"):
        values = [sample[name] for sample in memory]
        tenth = max(1, len(values) // 10)
        print(
            f"  {name:7} private memory: after a tenth {values[tenth]:.0f} MiB, half {values[len(values) // 2]:.0f}, "
            f"end {values[-1]:.0f}, most {max(values):.0f}"
        )
    return busy


def _watch(running: Running, web: int, worker: int) -> list[dict[str, float]]:
    samples: list[dict[str, float]] = []
    while not samples or ask(running, "SELECT 1 FROM documents_run WHERE status IN ('queued', 'running') LIMIT 1"):
        samples.append({"web": rss(web), "worker": rss(worker)})
        time.sleep(0.25)
    return samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--engine", default="auto")
    arguments = parser.parse_args()
    used = processor(arguments.jobs)
    cost = bookkeeping(arguments.jobs)
    waited = pick_up(arguments.jobs)
    busy = long_document(arguments.pages, arguments.engine)
    met = (used <= 12, cost <= 15, waited <= 10, busy >= 0.9)
    print(f"processor time of a job {used:.1f} of 12 ms")
    print(f"bars: bookkeeping {cost:.1f} of 15 ms, pick-up {waited:.1f} of 10 ms, busy {busy:.1%} of 90 %: {met}")
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
