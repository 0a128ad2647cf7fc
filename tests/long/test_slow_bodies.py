"""Hundreds of slow, stalled and unread connections beside honest clients: ``./test --long slow_bodies``.

``-s`` shows the figures.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import processes
from tests.support.rawhttp import Line, call, head

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = "/api/v1/documents/"
REFRESH = "/api/token_refresh/"
HEALTH_SECONDS = 0.25
CUT_SECONDS = 30.0


@contextmanager
def behind_nginx(folder: Path, port: int) -> Iterator[int]:
    """The shipped server block, without TLS, in front of the service at ``port``; the port of nginx."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    front = processes.free_port()
    block = text[text.index("server {", text.index("return 301")) :]
    block = re.sub(r"listen 443[^;]*;", f"listen 127.0.0.1:{front};", block, count=1)
    block = re.sub(r"^\s*(listen \[::\]|ssl_)[^;]*;", "", block, flags=re.MULTILINE)
    text = re.sub(r"127\.0\.0\.1:9999", f"127.0.0.1:{port}", text[: text.index("server {\n    listen 80")]) + block
    whole = folder / "nginx.conf"
    paths = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {paths} {text} }}"
    )
    found = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([found, "-p", str(folder), "-c", str(whole)], **processes.WITH_US)
    try:
        processes.wait_for(lambda: processes.answers(front, "/healthz"), seconds=10)
        yield front
    finally:
        process.terminate()
        process.wait(10)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def timed(count: int, do: Callable[[], int], wanted: tuple[int, ...], pause: float = 0.02) -> float:
    """The 99th percentile of ``count`` calls, each of which must give a status of ``wanted``."""
    found = []
    for _ in range(count):
        start = time.monotonic()
        assert do() in wanted
        found.append(time.monotonic() - start)
        time.sleep(pause)
    return percentile(found, 0.99)


def open_bodies(port: int, count: int, path: str, source: str = "127.0.0.2") -> list[Line]:
    lines = [Line(port, source) for _ in range(count)]
    for line in lines:
        line.send(head("POST", path, {"Content-Type": "image/png", "Content-Length": "999999"}) + b"x")
    return lines


@pytest.mark.parametrize("front", ["straight", "nginx"])
def test_80_slow_posts_hold_up_nobody(tmp_path, front):
    with processes.service(tmp_path / "data", ONLINEOCR_PROXIES="1" if front == "nginx" else "0") as (_, port):
        if front == "nginx":
            with behind_nginx(tmp_path, port) as outside:
                _slow_posts(outside)
        else:
            _slow_posts(port)


def _slow_posts(port: int) -> None:
    lines = open_bodies(port, 80, REFRESH)
    health = timed(200, lambda: call(port, "GET", "/healthz").status, (200,))
    others = timed(50, lambda: call(port, "GET", "/api/v1/capabilities").status, (200,))
    print(f"\n80 slow posts: health p99 {health * 1000:.0f} ms, capabilities p99 {others * 1000:.0f} ms")  # noqa: T201
    for line in lines:
        line.sock.close()
    assert health <= HEALTH_SECONDS


def test_200_stalled_and_200_slow_uploads_leave_room_for_others(tmp_path):
    picture = processes.picture()
    with processes.service(tmp_path / "data") as (process, port), ThreadPoolExecutor(4) as pool:
        pid = processes.children(process.pid, "onlineocr.server")[0]
        upload = lambda: call(port, "POST", DOCUMENTS, picture, content_type="image/png").status  # noqa: E731
        timed(20, upload, (200, 202))
        quiet = timed(100, upload, (200, 202))
        before = len(list(Path(f"/proc/{pid}/fd").iterdir()))
        stalled, slow = open_bodies(port, 200, DOCUMENTS), open_bodies(port, 200, DOCUMENTS, "127.0.0.3")
        start = time.monotonic()
        busy = pool.submit(timed, 100, upload, (200, 202))
        health = pool.submit(timed, 200, lambda: call(port, "GET", "/healthz").status, (200,))
        while time.monotonic() - start < 25 and not (busy.done() and health.done()):
            for line in slow:
                line.send(b"x" * 2048)
            time.sleep(1)
        answers = [line.answer() for line in stalled]
        cut = time.monotonic() - start
        for line in [*stalled, *slow]:
            line.sock.close()
        processes.wait_for(lambda: len(list(Path(f"/proc/{pid}/fd").iterdir())) <= before + 3, seconds=40)
        print(  # noqa: T201
            f"\n400 uploads of one address: upload p99 {busy.result() * 1000:.0f} ms (quiet {quiet * 1000:.0f} ms), "
            f"health p99 {health.result() * 1000:.0f} ms, stalled cut after {cut:.0f} s"
        )
        assert {answer.status for answer in answers if answer} == {408}
        assert cut <= CUT_SECONDS
        assert health.result() <= HEALTH_SECONDS
        assert busy.result() <= 2 * quiet


def test_200_large_bodies_at_once_take_little_memory(tmp_path):
    with processes.service(tmp_path / "data", ONLINEOCR_BODIES="20GiB") as (process, port):
        pid = processes.children(process.pid, "onlineocr.server")[0]
        before = _memory(pid)
        lines = [Line(port) for _ in range(200)]
        size = 50 * 1024 * 1024
        for line in lines:
            line.send(head("POST", DOCUMENTS, {"Content-Type": "image/png", "Content-Length": str(size)}))
        most = 0
        for _ in range(10):
            for line in lines:
                line.send(bytes(512 * 1024))
            most = max(most, _memory(pid))
        print(f"\n200 bodies of 50 MiB on their way: {before // 1024} MiB before, {most // 1024} MiB at most")  # noqa: T201
        for line in lines:
            line.sock.close()
        assert most - before < 200 * 1024


def _memory(pid: int) -> int:
    """Resident KiB of a process."""
    return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0])
