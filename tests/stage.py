"""The stage for tests of the whole: files that hurt, drawn small, and a real worker process."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]


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


def start_worker(data: Path, database: str, **environment: str) -> subprocess.Popen[bytes]:
    """``onlineocr worker`` as a process of its own, on the data folder and the database of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONLINEOCR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "onlineocr", "worker", "--recognisers", environment.pop("recognisers", "1")],
        cwd=ROOT,
        env=kept | {"ONLINEOCR_DATA": str(data), "DATABASE_URL": database, "ONLINEOCR_ENGINE": "fake"} | environment,
    )


def wait_for(condition, seconds: float = 20.0):
    """The first true answer of ``condition``; AssertionError after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {condition}")
