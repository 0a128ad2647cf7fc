"""Waits for the reading of a document that a browser's page shows."""

from __future__ import annotations

import re

from playwright.sync_api import Page

_DONE = re.compile(r"^Done\.")  # while pages are read it says "1 of 2 pages done"


def done(page: Page) -> None:
    """Wait until the whole document is read and the page shows it."""
    page.locator("#announce", has_text=_DONE).wait_for(state="attached")
