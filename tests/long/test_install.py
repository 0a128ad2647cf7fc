"""A stranger's first minutes: clone, ./serve, a picture read; then a second start. Needs the network."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
SECOND_START = 3.0
KEPT = ("PATH", "PIP_", "SSL_", "UV_", "http_proxy", "https_proxy", "no_proxy")

pytestmark = pytest.mark.long


def start(clone: Path) -> tuple[subprocess.Popen[str], str, float]:
    """``./serve`` with an almost empty environment: the process, its address, the seconds until it answered."""
    began = time.monotonic()
    process = subprocess.Popen(
        [clone / "serve", "--port", "0"],
        env={name: value for name, value in os.environ.items() if name.startswith(KEPT)},
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    line = process.stdout.readline()
    assert "listens on" in line
    return process, line.partition("listens on ")[2].split()[0], time.monotonic() - began


def end(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 0


def picture() -> bytes:
    image = Image.new("RGB", (900, 120), "white")
    ImageDraw.Draw(image).text((20, 20), "The quick brown fox", font=ImageFont.load_default(60), fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_a_fresh_clone_reads_a_picture_and_starts_again_at_once(tmp_path):
    clone = tmp_path / "a clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)

    process, url, _ = start(clone)
    request = Request(f"{url}api/ocr/", data=picture(), headers={"Content-Type": "image/png"})
    with urlopen(request, timeout=90) as answer:
        assert b"The quick brown fox" in answer.read()
    end(process)

    seconds = []
    for _ in range(3):
        process, _, took = start(clone)
        seconds.append(took)
        end(process)
    assert min(seconds) < SECOND_START
