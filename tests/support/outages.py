"""Outages: the database is locked, away or restarted, processes are killed, while pages fail and succeed.

A real service takes documents by HTTP meanwhile, some good, some that fail by their time limit or end their reader. A
prober asks `/healthz` and `/readyz`. Used in short by tests/worker/test_outages.py, at length by
``./test --long outages``.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import fake_engine as fake

from .processes import alive, children, free_port, poisoned

GOOD, LATE, POISON = "succeeded", "page_timeout", "engine_crashed"
"""How a document is to end: read, failed by its time limit, failed because it ended its readers."""
TARGETS = ("onlineocr.server", "onlineocr worker", "worker.child", "sandbox.zygote")
_ENDED = {"succeeded", "partial", "failed", "canceled"}
_EXPECTED = {202, 429, 503, 507}


@dataclass
class Campaign:
    """What was sent and what it should become; what the prober saw, by the clock."""

    port: int
    service: int
    jobs: dict[str, str] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    slowest_upload: float = 0.0
    health: list[tuple[float, int, float]] = field(default_factory=list)
    ready: list[tuple[float, int, float]] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    states: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    # --- sending ------------------------------------------------------------------------------------------------

    def send(self, number: int, *, patient: bool = False) -> bool:
        """Send one document; whether it was taken. ``patient``: again and again until it is, by one key."""
        kind = LATE if number % 5 == 3 else POISON if number % 10 == 7 else GOOD
        data = {
            GOOD: lambda: poisoned(fake.SLEEP, 1 + number % 3, text=f"page {number}"),
            LATE: lambda: poisoned(fake.SLEEP, 200, text=f"late {number}"),
            POISON: lambda: poisoned(fake.KILL, text=f"poison {number}"),
        }[kind]()
        headers = {"Content-Type": "image/png"} | ({"Idempotency-Key": f"job-{number}"} if patient else {})
        end = time.monotonic() + (120 if patient else 0)
        while True:
            began = time.monotonic()
            status, body = ask(self.port, "POST", "/api/v1/documents/", data, headers, timeout=30)
            self.slowest_upload = max(self.slowest_upload, time.monotonic() - began)
            self.answers[status] += 1
            if status == 202:
                self.jobs[json.loads(body)["id"]] = kind
                return True
            if time.monotonic() > end:
                return False
            time.sleep(0.2)

    @contextlib.contextmanager
    def traffic(self, pause: float = 0.5) -> Iterator[None]:
        """Documents keep coming, and the prober asks, as long as the context lasts."""
        over = threading.Event()

        def send() -> None:
            number = 0
            while not over.wait(pause):
                number += 1
                self.send(number)

        def probe() -> None:
            while not over.wait(0.25):
                for path, seen in (("/healthz", self.health), ("/readyz", self.ready)):
                    began = time.monotonic()
                    status, _ = ask(self.port, "GET", path, timeout=15)
                    seen.append((began, status, time.monotonic() - began))

        threads = [threading.Thread(target=send), threading.Thread(target=probe)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def kill(self, count: int, pause: float, dice: random.Random) -> None:
        """Kill so many of the service's processes with SIGKILL."""
        while self.killed.total() < count:
            time.sleep(dice.uniform(0.2, 1.8) * pause)
            target = dice.choice(TARGETS)
            if found := [process for process in children(self.service, target) if alive(process)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(dice.choice(found), signal.SIGKILL)
                    self.killed[target] += 1

    # --- judging ------------------------------------------------------------------------------------------------

    def check_jobs(self, query: Callable[[str], list[tuple]], seconds: float = 240.0) -> int:
        """Each document that was taken ends as it should; none is lost or stuck. Returns how many are stored."""
        end = time.monotonic() + seconds
        while True:
            states = dict(query("SELECT uid, status FROM documents_document"))
            if set(states.values()) <= _ENDED:
                break
            assert time.monotonic() < end, f"stuck after {seconds:.0f} s: {Counter(states.values())}"
            time.sleep(0.5)
        codes = {
            (uid, status): code
            for uid, status, code in query(
                "SELECT d.uid, p.status, p.error_code FROM documents_page p JOIN documents_run r ON r.id = p.run_id "
                "JOIN documents_document d ON d.id = r.document_id"
            )
        }
        assert not self.jobs.keys() - states.keys(), "documents that were taken are gone"
        wrong = {
            uid: (kind, states[uid], codes.get((uid, "failed")))
            for uid, kind in self.jobs.items()
            if (states[uid] if kind == GOOD else codes.get((uid, "failed"))) != kind
        }
        assert not wrong, f"{len(wrong)} of {len(self.jobs)} ended wrongly: {wrong}"
        return len(states)

    def check_answers(self) -> None:
        """No call was answered 500, and health answered always."""
        assert set(self.answers) <= _EXPECTED, self.answers
        assert {status for _, status, _ in self.health} == {200}, "/healthz failed"

    def honest_after(self, moment: float) -> float:
        """Seconds from ``moment`` until `/readyz` first said 503."""
        return next(began + took for began, status, took in self.ready if began > moment and status == 503) - moment

    def ready_after(self, moment: float) -> float:
        """Seconds from ``moment`` until `/readyz` said 200 again."""
        return next(began + took for began, status, took in self.ready if began > moment and status == 200) - moment


def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None,
    timeout: float = 20.0,
) -> tuple[int, bytes]:  # fmt: skip
    """Status and body of one call; status 0 when there was no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


@contextlib.contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold SQLite's write lock."""
    with contextlib.closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")


def sqlite(file: Path) -> Callable[[str], list[tuple]]:
    """Ask an SQLite file; document ids as the API writes them."""

    def query(statement: str) -> list[tuple]:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
            return [(_dashed(row[0]), *row[1:]) for row in database.execute(statement)]

    return query


def _dashed(uid: str) -> str:
    return f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"


class Postgres:
    """A PostgreSQL cluster of one's own, to be stopped and started.

    It lies beside pytest's folders, not in them: those are root's alone, and PostgreSQL does not run as root.
    """

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "initdb")]
        self._bin, self._folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="onlineocr-postgres-"))
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # it does not run as root
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    @staticmethod
    def available() -> bool:
        return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"))

    def __enter__(self) -> Postgres:
        if self._as:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", str(self._folder / "data"), "-U", "postgres", "-A", "trust", "-N", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._folder}"
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-l", str(self._folder / "log"), "-w", "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        """``immediate`` is what a crash looks like."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", mode, "-w", "stop")

    def query(self, statement: str) -> list[tuple]:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as database:
            return [(str(row[0]), *row[1:]) for row in database.execute(statement)]

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold locks on the tables of the queue that let nobody write."""
        import psycopg

        with psycopg.connect(self.url) as database:
            database.execute("LOCK TABLE documents_page, documents_run, documents_document IN EXCLUSIVE MODE")
            yield
            database.rollback()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as, str(self._bin / program), *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL
        )


def tmpfs(folder: Path, megabytes: int) -> list[str]:
    """A command before another one: ``folder`` is a small disk of its own for it. No root is needed."""
    folder.mkdir(exist_ok=True)
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "$0" && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder)]


def has_namespaces() -> bool:
    """Whether this user may make the namespaces of :func:`tmpfs`."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return shutil.which("unshare") is not None and subprocess.run(command, check=False).returncode == 0


def fill(folder: Path) -> Path:
    """Fill the disk of ``folder`` to its last byte; the file that does."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass
    return filler
