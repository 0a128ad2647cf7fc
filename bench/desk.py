"""How fast the desk is: frames while its picture moves, page changes in a long document, server time, weight.

    python bench/desk.py [--pages 400] [--rounds 40]

Starts a service, stores drawn documents, and works on them in a Chromium without a graphics card: zooms by the wheel,
moves by the mouse, shows pages one after the other and any page by its number. A frame is the time between two calls
of ``requestAnimationFrame``; a page change runs from the event to the frame after the one with the new text and its
picture. Exit status 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.lib.serving import service

CHROMIUM = os.environ.get("ONLINEOCR_TEST_CHROMIUM", "/usr/bin/chromium")
SIZES = ((4, 233), (16, 233))  # lines, words in a line: 932 and 3,728 words
FRAME, CHANGE, SERVER, WEIGHT = 25.0, 500.0, 60.0, 60.0  # bars: ms, ms, ms, KB
_FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const count = (now) => {
    window.frames_.push(now - last);
    last = now;
    window.counting = requestAnimationFrame(count);
  };
  window.counting = requestAnimationFrame(count);
}"""
_END = "() => { cancelAnimationFrame(window.counting); return window.frames_.slice(2); }"
_WATCH = """() => {
  window.changes = [];
  const begin = ({ timeStamp }) => {
    const before = document.getElementById("document").dataset.page;
    const look = () => requestAnimationFrame(() => {
      const image = document.querySelector("#sheet img");
      const other = document.getElementById("document").dataset.page !== before;
      const loaded = image?.complete && image.naturalWidth;
      if (other && loaded) requestAnimationFrame(() => window.changes.push(performance.now() - timeStamp));
      else look();
    });
    look();
  };
  for (const name of ["click", "submit"]) document.addEventListener(name, (event) => {
    if (event.target.closest(name === "click" ? "a[rel=next]" : "form.goto")) begin(event);
  }, true);
}"""

failed = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    with service("fake", ONLINEOCR_MAX_BYTES=str(10**9)) as running:
        dense, long = documents(running.data, options.pages)
        print("| | p50 | p95 | bar |\n|---|--:|--:|--:|")
        browse(running.url, dense, long, options)
        report("server, ms", serve(running.url + long, options), SERVER)
    sys.exit(1 if failed else 0)


def documents(data: Path, pages: int) -> tuple[list[tuple[int, str]], str]:
    """Store documents; return the words and the address of each dense one, and the address of the long one."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "onlineocr.settings", "ONLINEOCR_DATA": str(data)}
    import django

    django.setup()
    from lib import desk_document

    def way(pages: int, lines: int, words: int) -> str:
        made = desk_document.store(pages, lines=lines, per_line=words, name=f"{pages}-{lines}.pdf")
        return f"/documents/{made.uid}/?token={made.issued}"

    return [(lines * words, way(1, lines, words)) for lines, words in SIZES], way(pages, 40, 23)


def report(name: str, times: list[float], bar: float) -> None:
    global failed  # noqa: PLW0603 - the exit status of the script
    cuts = statistics.quantiles(times, n=20)
    failed = failed or cuts[-1] > bar
    print(f"| {name} | {statistics.median(times):.1f} | {cuts[-1]:.1f} | {bar:.0f} |", flush=True)


def browse(url: str, dense: list[tuple[int, str]], long: str, options: argparse.Namespace) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])

        def fresh() -> Any:
            return browser.new_context(viewport={"width": 1600, "height": 900}).new_page()

        for words, way in dense:
            page = fresh()
            opened(page, url + way)
            report(f"zoom, ms a frame, {words:,} words", frames(page, zoom), FRAME)
            report(f"pan, ms a frame, {words:,} words", frames(page, pan), FRAME)
        weigh(fresh(), url + long)
        page = fresh()
        opened(page, url + long)
        page.evaluate(_WATCH)
        report("next page, ms", changes(page, options.rounds, following), CHANGE)
        report("any page, ms", changes(page, options.rounds, jumping(options.pages)), CHANGE)
        browser.close()


def opened(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#scan[data-words]", state="attached")
    page.wait_for_load_state("networkidle")


def frames(page: Any, move: Callable[[Any], None]) -> list[float]:
    page.evaluate(_FRAMES)
    move(page)
    times: list[float] = page.evaluate(_END)
    return times


def zoom(page: Any) -> None:
    box = page.locator("#view").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    for step in range(120):
        page.mouse.wheel(0, -60 if step // 20 % 2 == 0 else 60)
        page.wait_for_timeout(12)


def pan(page: Any) -> None:
    for _ in range(4):
        page.keyboard.press("+")
    box = page.locator("#view").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down(button="middle")
    for step in range(120):
        page.mouse.move(x + 80 * (step // 20 % 2) - step % 20 * 4, y - step)
        page.wait_for_timeout(12)
    page.mouse.up(button="middle")


def following(page: Any) -> None:
    page.locator(".pager a[rel=next]").click()


def jumping(pages: int) -> Callable[[Any], None]:
    order = random.Random(1).sample(range(pages // 4, pages + 1), pages * 3 // 4)

    def jump(page: Any) -> None:
        page.locator("#goto").fill(str(order.pop()))
        page.locator("#goto").press("Enter")

    return jump


def changes(page: Any, rounds: int, change: Callable[[Any], None]) -> list[float]:
    page.evaluate("window.changes.length = 0")
    for done in range(1, rounds + 1):
        change(page)
        page.wait_for_function("count => window.changes.length >= count", arg=done)
        page.wait_for_timeout(300)  # a person looks at the page
    times: list[float] = page.evaluate("window.changes")
    return times


def weigh(page: Any, address: str) -> None:
    """Print the size of the desk as it is sent, without pictures, and with the JSON of the page that follows."""
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    client.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    opened(page, address)
    weight = sum(size for name, size in sizes.items() if kinds.get(name) not in {"Image", "Fetch", "XHR"}) / 1000
    fetched = sum(size for name, size in sizes.items() if kinds.get(name) in {"Fetch", "XHR"}) / 1000
    global failed  # noqa: PLW0603 - the exit status of the script
    failed = failed or weight > WEIGHT
    print(
        f"| desk of 920 words, KB, and fetched when idle | {weight:.1f} | +{fetched:.1f} | {WEIGHT:.0f} |", flush=True
    )


def serve(address: str, options: argparse.Namespace) -> list[float]:
    times = []
    for number in random.Random(2).choices(range(1, options.pages + 1), k=5 * options.rounds):
        request = urllib.request.Request(f"{address}&page={number}", headers={"Accept-Encoding": "gzip"})
        start = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            answer.read()
        times.append(1000 * (time.perf_counter() - start))
    return times


if __name__ == "__main__":
    main()
