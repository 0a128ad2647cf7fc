"""What the service adds to the engine: HTTP answer time minus the bare engine call, one client, a small screenshot.

    python bench/overhead.py [--runs 50] [--engine auto] [--url http://127.0.0.1:9999]

Starts the service on a data folder of its own (unless --url names one that runs), then sends the same picture and
calls the engine on the same pixels in this process, in turn, so that both meet the same machine. Prints the medians
and the median of the differences, in milliseconds. Exit status 1 when that is above --bar.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import json
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.serving import service
from onlineocr.ocr.engines import registry
from onlineocr.ocr.options import Options

LINES = ("Settings", "Notifications are on for 3 people", "Last backup: 22 November, 18:41", "Sign out of all devices")


def screenshot() -> Image.Image:
    """640 x 220 pixels, four lines of text."""
    page = Image.new("RGB", (640, 220), "#f4f4f6")
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(LINES):
        draw.text((24, 20 + 48 * number), line, fill="#202124", font=ImageFont.load_default(20))
    return page


def milliseconds(call: object) -> float:
    started = time.perf_counter()
    call()  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--url", default="")
    parser.add_argument("--bar", type=float, default=40.0, help="milliseconds")
    arguments = parser.parse_args()

    page = screenshot()
    file = io.BytesIO()
    page.save(file, "PNG")
    pixels, engine = np.asarray(page), registry.get(arguments.engine)

    with contextlib.ExitStack() as stack:
        url = arguments.url or stack.enter_context(service(arguments.engine)).url
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)

        def ask() -> None:
            connection.request("POST", "/api/ocr/", file.getvalue(), {"Content-Type": "image/png"})
            answer = json.loads(connection.getresponse().read())
            assert answer["status"] == "succeeded", answer

        def read() -> None:
            engine.recognize(pixels, Options())

        for warm in (ask, read, ask, read, ask, read):
            warm()
        pairs = [(milliseconds(ask), milliseconds(read)) for _ in range(arguments.runs)]

    added = median(http_ - bare for http_, bare in pairs)
    print(f"HTTP answer, median  {median(pair[0] for pair in pairs):7.1f} ms")
    print(f"bare engine, median  {median(pair[1] for pair in pairs):7.1f} ms")
    print(f"added, median        {added:7.1f} ms   (bar {arguments.bar:.0f} ms, {arguments.runs} pairs)")
    sys.exit(added > arguments.bar)


if __name__ == "__main__":
    main()
