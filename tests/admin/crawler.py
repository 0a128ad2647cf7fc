"""A visitor of the admin who follows every link, as a browser shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

LEFT_OUT = ("/admin/logout/", "/admin/jsi18n/", "/admin/password_change/")


@dataclass
class Crawler:
    """``get(path)`` gives status and body.

    Links of a page with a query are not followed: filters would multiply. Without ``queries`` none has one.
    """

    get: Any
    queries: bool = True
    seen: dict[str, int] = field(default_factory=dict)

    def crawl(self, start: str = "/admin/") -> dict[str, int]:
        """The status of every page that can be reached."""
        waiting = [start]
        while waiting:
            address = waiting.pop()
            if address in self.seen:
                continue
            self.seen[address], body = self.get(address)
            if self.seen[address] == 200 and "?" not in address:
                waiting += [link for link in links(body, address) if self.queries or "?" not in link]
        return self.seen


def links(body: bytes, address: str) -> Iterator[str]:
    """The addresses within the admin that a page links to."""
    page = lxml.html.fromstring(body)
    for href in page.xpath("//a/@href"):
        found = urlsplit(urljoin(address, href))
        if found.path.startswith("/admin/") and not found.path.startswith(LEFT_OUT):
            yield f"{found.path}?{found.query}" if found.query else found.path


def main_form(body: bytes) -> dict[str, Any]:
    """The fields of the form that the page is about, as the browser sends them when nothing is changed; or none."""
    found: dict[str, Any] = {}
    for form in lxml.html.fromstring(body).forms:
        if (form.get("id") or "").endswith("_form"):
            for name, value in form.form_values():
                found.setdefault(name, []).append(value)
    return found
