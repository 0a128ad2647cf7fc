"""How long the desk takes from Enter to the next doubtful word in view.

    python bench/correcting.py [--rounds 25]

Stores drawn documents, starts a service and a Chromium, changes the line of one doubtful word after the other and
presses Enter. The time runs from the event of the key to the frame after the one in which the next line is in the field
and its word is marked on picture and text. Wants at most 100 ms.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

CHROMIUM = os.environ.get("ONLINEOCR_TEST_CHROMIUM", "/usr/bin/chromium")
SIZES = ((40, 24), (80, 47))  # lines, and words in a line: 960 and 3,760 words
BAR = 100.0  # ms
_WATCH = """() => {
  window.times = [];
  const field = document.getElementById("line-text");
  const now = () => `${field.value} ${field.selectionStart} ${document.querySelectorAll("#document .now").length}`;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const before = now();
    const look = () => requestAnimationFrame(() => {
      if (now() === before) look();
      else requestAnimationFrame(() => window.times.push(performance.now() - event.timeStamp));
    });
    look();
  }, true);
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "onlineocr.settings", "ONLINEOCR_DATA": folder}
        ways = documents()
        command = [sys.executable, "-m", "onlineocr", "serve", "--port", "0", "--no-worker"]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as service:
            try:
                measure(address_of(service), ways, rounds)
            finally:
                service.terminate()


def documents() -> list[str]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from lib import desk_document

    made = [desk_document.store(2, lines=lines, per_line=words, name=f"{lines}.pdf") for lines, words in SIZES]
    return [f"/documents/{document.uid}/?token={document.issued}" for document in made]


def address_of(service: subprocess.Popen[str]) -> str:
    assert service.stdout is not None
    for line in service.stdout:
        if "listens on " in line:
            return line.split("listens on ")[1].split()[0].rstrip("/")
    raise SystemExit("the service did not start")


def measure(address: str, ways: list[str], rounds: int) -> None:
    from playwright.sync_api import sync_playwright

    print("| words | Enter to the next word, ms: median | longest | over 100 ms |\n|--:|--:|--:|--:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        for (lines, words), way in zip(SIZES, ways, strict=True):
            times = corrected(browser.new_page(viewport={"width": 1600, "height": 900}), address + way, rounds)
            over = sum(time > BAR for time in times)
            print(
                f"| {lines * words:,} | {median(times):.0f} | {max(times):.0f} | {over} of {len(times)} |", flush=True
            )
        browser.close()


def corrected(page: Any, address: str, rounds: int) -> list[float]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("n")
    page.wait_for_selector("#line-text:focus")
    page.evaluate(_WATCH)
    for done in range(1, rounds + 1):
        page.keyboard.press("End")
        page.keyboard.type(f" {done}")
        page.keyboard.press("Enter")
        page.wait_for_function("count => window.times.length >= count", arg=done)
    times: list[float] = page.evaluate("window.times")
    return times


if __name__ == "__main__":
    main()
