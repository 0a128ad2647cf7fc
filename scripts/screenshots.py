"""Take a picture of each web page at the width of a phone, light, and of a desk's screen, dark.

    python scripts/screenshots.py

Starts the service on a data folder of its own, hands in drawn pictures, and visits the pages in Chromium
(``ONLINEOCR_TEST_CHROMIUM``, else /usr/bin/chromium). Writes ``docs/images/pages`` and ``docs/screenshots.md``.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageDraw, ImageFont  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from bench.lib.serving import Running, service  # noqa: E402

CHROMIUM = os.environ.get("ONLINEOCR_TEST_CHROMIUM", "/usr/bin/chromium")
IMAGES = ROOT / "docs" / "images" / "pages"
SCREENS = {360: "light", 1280: "dark"}
PASSWORD = "correct horse battery"  # noqa: S105 - of a service that ends with this script
FILES = {
    "receipt.png": ["Corner Bakery", "2 bottles of milk   3.40", "1 loaf of bread   2.80", "Sum   6.20 EUR"],
    "letter.png": ["Dear Alice,", "the meeting is on Monday", "at ten in the morning.", "Kind regards, Bob"],
    "recipe.png": ["Pancakes", "200 g of flour, 3 eggs", "a pinch of salt", "Bake for 3 minutes"],
}


def drawn(lines: list[str]) -> bytes:
    """Return a PNG of ``lines``, faint enough in places that some words are doubtful."""
    image = Image.new("RGB", (900, 90 + 80 * len(lines)), "#fbfaf5")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((50, 50 + 80 * number), line, font=ImageFont.load_default(42), fill=("#222", "#777")[number % 2])
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill("charlie")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


def hand_in(page: Page) -> None:
    page.goto("/")
    files = [{"name": name, "mimeType": "image/png", "buffer": drawn(lines)} for name, lines in FILES.items()]
    page.locator("input[type=file]").first.set_input_files(files)  # type: ignore[arg-type]
    page.wait_for_url("**/batches/**")
    for name in FILES:
        page.get_by_role("row").filter(has_text=name).get_by_text("read", exact=True).wait_for()


def open_desk(page: Page) -> None:
    page.goto("/history/?q=bread")
    page.locator("main a[href*='/documents/']").first.click()
    page.wait_for_url("**/documents/**")


def correct(page: Page) -> None:
    open_desk(page)
    page.locator(".text [data-w]").nth(2).dblclick()
    page.get_by_label("Text of the line").wait_for()


def at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


PAGES: dict[str, tuple[str, Callable[[Page], object]]] = {
    "start": ("Start", at("/")),
    "log-in": ("Log in", at("/accounts/login/")),
    "batch": ("A batch of files", hand_in),
    "desk": ("The desk, after a search", open_desk),
    "correction": ("Correction", correct),
    "history": ("History", at("/history/")),
    "search": ("Search", at("/history/?q=bread")),
    "account": ("Account", at("/account/")),
    "status": ("Status, for the operator", at("/status/")),
    "reference": ("Reference of the API", at("/docs/")),
}
BEFORE_SIGN_IN = ("start", "log-in")


def photograph(browser: Browser, running: Running, width: int) -> None:
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": SCREENS[width]}
    page = browser.new_context(base_url=running.url, **options).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    for name, (_, visit) in PAGES.items():
        if name not in BEFORE_SIGN_IN and not page.get_by_role("button", name="Log out").count():
            sign_in(page)
        visit(page)
        page.wait_for_load_state("networkidle")
        page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
        Image.open(io.BytesIO(page.screenshot())).save(IMAGES / f"{name}-{width}.webp", quality=70, method=6)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with service() as running, sync_playwright() as playwright:
        command = [sys.executable, "-m", "onlineocr", "admin", "create", "charlie", "--password-stdin"]
        subprocess.run([*command, "--data", running.data], input=PASSWORD, text=True, cwd=ROOT, check=True)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in SCREENS:
            photograph(browser, running, width)
        browser.close()
    lines = ["# The web pages in pictures", "", "`scripts/screenshots.py` takes them: a phone, light; a screen, dark."]
    for name, (title, _) in PAGES.items():
        lines += [
            "",
            f"## {title}",
            "",
            *(f"![{title}, {width} px](images/pages/{name}-{width}.webp)" for width in SCREENS),
        ]
    (ROOT / "docs" / "screenshots.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
