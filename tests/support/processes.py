"""The stage for tests of the whole: files that hurt, drawn small, and a real worker process."""

from __future__ import annotations

import contextlib
import http.client
import io
import os
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fake_engine as fake
from PIL import Image, ImageDraw

from onlineocr.processes import end_with_parent
from tests.support import prepared

ROOT = Path(__file__).parents[2]
WITH_US: dict[str, Any] = {"preexec_fn": partial(end_with_parent, signal.SIGTERM)}
"""Arguments of ``subprocess.Popen`` by which a service ends when the tests are killed."""


def picture(kind: str = "PNG", *, size: tuple[int, int] = (120, 60), frames: int = 1, text: str = "Hello") -> bytes:
    """A small page with a little text, as the bytes of a file of format ``kind``."""
    pages = []
    for number in range(frames):
        page = Image.new("RGB", size, "white")
        ImageDraw.Draw(page).text((10, 20), f"{text} {number + 1}" if frames > 1 else text, fill="black")
        pages.append(page)
    file = io.BytesIO()
    pages[0].save(file, kind, **({"save_all": True, "append_images": pages[1:]} if frames > 1 else {}))
    return file.getvalue()


def poisoned(deed: tuple[int, int], amount: int = 0, text: str = "Hello") -> bytes:
    """A page on which the engine ``fake`` does ``deed``; see there."""
    page = Image.open(io.BytesIO(picture(text=text)))
    page.putpixel((0, 0), fake.poison(deed, amount))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def huge_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG whose header promises a picture of ``width`` x ``height``; a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    header = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def encrypted_pdf(password: str = "secret") -> bytes:
    """A PDF of one empty page that opens with ``password`` only."""
    import pikepdf

    file = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user=password))
    return file.getvalue()


def database_url() -> str:
    """The database of the tests, as another process is told of it."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{database['NAME']}"
    user, password, host = (quote(str(database[part]), safe="") for part in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{user}:{password}@{host}:{database['PORT'] or 5432}/{database['NAME']}"


def free_port() -> int:
    """A port of the loopback for a service that is told its port.

    It lies below those that the kernel gives to connections and to port 0: in the time until the service listens,
    a test beside this one could get such a port.
    """
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def start_worker(**environment: str) -> subprocess.Popen[bytes]:
    """``onlineocr worker`` as a process of its own, on the data folder and the database of the tests."""
    from django.conf import settings

    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONLINEOCR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "onlineocr", "worker", "--recognisers", environment.pop("recognisers", "1")],
        cwd=ROOT,
        env=kept
        | {"ONLINEOCR_DATA": str(settings.DATA_DIR), "DATABASE_URL": database_url(), "ONLINEOCR_ENGINE": "fake"}
        | environment,
        **WITH_US,
    )


@contextlib.contextmanager
def working(blocker: Any, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that has come up, for a fixture of a module: calls that wait for a text give up while none runs.

    ``blocker`` is the fixture ``django_db_blocker``.
    """
    from onlineocr.documents.models import PageCount
    from onlineocr.documents.queue import workers

    process = start_worker(**environment)
    with blocker.unblock():
        wait_for(workers.recognisers)
    yield process
    process.terminate()
    assert process.wait(timeout=20) == 0
    with blocker.unblock():
        PageCount.objects.all().delete()  # it writes its last ones when it ends, after the tables were emptied


@contextlib.contextmanager
def service(
    data: Path, *, inside: Sequence[str] = (), **environment: str
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """``onlineocr serve`` with the engine ``fake`` on ``data`` and SQLite: process and port, once it answers.

    ``inside``: a command that runs the command after it.
    """
    if not inside and "DATABASE_URL" not in environment:
        prepared.fill(data)
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE_URL"))}
    process = subprocess.Popen(
        [*inside, sys.executable, "-m", "onlineocr", "serve", "--port", str(port), "--data", str(data)],
        cwd=ROOT,
        env=kept | {"ONLINEOCR_ENGINE": "fake", "ONLINEOCR_RECOGNISERS": "2"} | environment,
        **WITH_US,
    )
    try:
        wait_for(lambda: process.poll() is not None or answers(port, "/readyz"), seconds=120)
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int, path: str) -> bool:
    """Whether a service on this machine answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_for(condition, seconds: float = 60.0):
    """The first true answer of ``condition``; AssertionError after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {condition}")


def children(parent: int, command: str = "") -> list[int]:
    """Process ids below ``parent``, all generations, of those whose command line holds ``command``."""
    found, generation = [], [parent]
    while generation:
        generation = [child for process in generation for child in _children(process)]
        found += [child for child in generation if command.encode() in _command(child)]
    return found


def alive(process: int) -> bool:
    """Whether there is such a process that is more than a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _children(process: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):  # it ends while we look
        for thread in Path(f"/proc/{process}/task").glob("*/children"):
            found += [int(child) for child in thread.read_text().split()]
    return found


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return b""


def bytes_of(path: Path) -> bytes:
    """The content of a file that this process may have open as a database; b"" when it is gone.

    Another process reads it: when a process closes any descriptor of a file, the kernel drops all of its locks on it,
    and SQLite's among them.
    """
    return subprocess.run(["cat", str(path)], capture_output=True, check=False).stdout
