"""Chaos: kill -9 at random moments, and nothing may be lost, stuck or doubled.

A real service takes documents by HTTP while its processes (web server, worker, zygotes, decode and recogniser
children) are killed. Some files are poison: they end whoever reads them. Used in short by tests/worker/test_chaos.py,
at length by ``./test --long chaos``.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import fake_engine as fake

from .processes import alive, children, poisoned

TARGETS = ("onlineocr.server", "onlineocr worker", "worker.child", "sandbox.zygote")
"""Web server, worker, recognisers, and the zygotes with their decode children."""
_ENDED = {"succeeded", "partial", "failed", "canceled"}


@dataclass
class Outcome:
    """What was sent, acknowledged and killed; the documents' states as the database has them in the end."""

    acknowledged: dict[str, bool] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    states: dict[str, str] = field(default_factory=dict)
    pages: list[tuple[str, str, str, int]] = field(default_factory=list)


def run(
    service: subprocess.Popen[bytes], port: int, data: Path, *, jobs: int, kills: int, pause: float, seed: int = 1
) -> Outcome:
    """Send ``jobs`` documents, 15 % of them poison, with ``kills`` kills in between; wait until all have ended."""
    dice, outcome, sent = random.Random(seed), Outcome(), threading.Event()
    poison = set(dice.sample(range(jobs), round(jobs * 0.15)))
    killer = threading.Thread(target=_kill, args=(service.pid, outcome, kills, pause, dice))
    killer.start()
    for number in range(jobs):
        file = poisoned(fake.KILL) if number in poison else _slow(number)
        outcome.acknowledged[_send(port, file)] = number in poison
        time.sleep(pause * kills / jobs / 2)
    sent.set()
    killer.join()
    _await(data, outcome)
    return outcome


def check(outcome: Outcome) -> None:
    """None lost, none stuck, none with two results, poison ``failed`` after three attempts."""
    lost = outcome.acknowledged.keys() - outcome.states.keys()
    assert not lost, f"{len(lost)} acknowledged documents are gone"
    wrong = {
        uid: outcome.states[uid]
        for uid, poison in outcome.acknowledged.items()
        if outcome.states[uid] != ("failed" if poison else "succeeded")
    }
    assert not wrong, f"{wrong} after {outcome.killed}"
    results = Counter(uid for uid, status, _, _ in outcome.pages if status == "succeeded")
    assert max(results.values()) == 1
    for uid, status, code, attempts in outcome.pages:
        if outcome.acknowledged.get(uid):
            assert (status, code, attempts) == ("failed", "engine_crashed", 3)


def _slow(number: int) -> bytes:
    """A page that takes a tenth or two of a second, each one another."""
    return poisoned(fake.SLEEP, 1 + number % 2, text=f"page {number}")


def _send(port: int, data: bytes) -> str:
    """The id of a document that the service has acknowledged, tried until it is."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError), contextlib.closing(connection):
            connection.request("POST", "/api/v1/documents/", data, {"Content-Type": "image/png"})
            answer = connection.getresponse()
            body = json.loads(answer.read())
            if answer.status == 202:
                return str(body["id"])
        time.sleep(0.1)
    raise AssertionError("the service took no document within two minutes")


def _kill(service: int, outcome: Outcome, kills: int, pause: float, dice: random.Random) -> None:
    while outcome.killed.total() < kills:
        time.sleep(dice.uniform(0.2, 1.8) * pause)
        target = dice.choice(TARGETS)
        if found := [process for process in children(service, target) if alive(process)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(dice.choice(found), signal.SIGKILL)
                outcome.killed[target] += 1


def _await(data: Path, outcome: Outcome, seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        outcome.states = dict(_ask(data, "SELECT uid, status FROM documents_document"))
        if set(outcome.states.values()) <= _ENDED:
            break
        time.sleep(0.25)
    outcome.pages = _ask(
        data,
        "SELECT d.uid, p.status, p.error_code, p.attempts FROM documents_page p "
        "JOIN documents_run r ON r.id = p.run_id JOIN documents_document d ON d.id = r.document_id",
    )
    unended = {uid: status for uid, status in outcome.states.items() if status not in _ENDED}
    assert not unended, f"stuck after {seconds:.0f} s: {unended}"


def _ask(data: Path, query: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{data / 'db.sqlite3'}?mode=ro", uri=True, timeout=30)) as database:
        return [(_dashed(row[0]), *row[1:]) for row in database.execute(query)]


def _dashed(uid: str) -> str:
    return f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"
