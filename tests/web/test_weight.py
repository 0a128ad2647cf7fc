"""What a browser loads for a page: bytes on the wire and requests, all of them compressed and kept.

The limits are those of docs/design/web.md.
"""

from __future__ import annotations

import gzip
import re

import pytest

from tests.web.doubtful_document import stored

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURES = ("image/webp", "image/png", "image/jpeg")
SMALL_LINES = "\n".join(["the kettle sings? on the stove", "bread and salt? on the table"] * 8)


class Traffic:
    """The requests of one page: bytes of head and body by address, and the types."""

    def __init__(self, page):
        self._types, self._bytes, self.addresses = {}, {}, {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._begin)
        session.on("Network.loadingFinished", self._end)
        self._session = session

    def _begin(self, event):
        self._types[event["requestId"]] = event["response"]["mimeType"]
        self.addresses[event["requestId"]] = event["response"]["url"]

    def _end(self, event):
        self._bytes[event["requestId"]] = event["encodedDataLength"]

    @property
    def requests(self):
        return len(self.addresses)

    @property
    def size(self):
        """Bytes without pictures of pages."""
        return sum(size for key, size in self._bytes.items() if self._types.get(key) not in PICTURES)


def loaded(page, path):
    traffic = Traffic(page)
    page.goto(path, wait_until="networkidle")
    return traffic


def test_the_first_page_is_small(open_page):
    traffic = loaded(open_page("about:blank"), "/")
    assert traffic.requests <= 8, traffic.addresses
    assert traffic.size <= 20_480


def test_the_desk_is_small(open_page, server_data):
    way = stored(server_data, SMALL_LINES, SMALL_LINES)
    traffic = loaded(open_page("about:blank"), way)
    assert traffic.size <= 61_440


def test_a_second_visit_loads_the_page_alone(open_page):
    page = open_page("/")
    page.wait_for_load_state("networkidle")
    assert loaded(page, "/accounts/login/").size <= 6_144


def test_every_file_of_a_page_is_kept_for_a_year_and_compressed(open_page, server_data):
    """The modules that a module imports too: their addresses are in the files, with the hash."""
    page = open_page("about:blank")
    traffic = loaded(page, stored(server_data, "tea?"))
    files = [address for address in traffic.addresses.values() if "/static/" in address]
    assert len(files) > 8
    for address in files:
        answer = page.request.get(address, headers={"Accept-Encoding": "gzip"})
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address)
        assert {"immutable", "max-age=315360000", "public"} <= set(re.split(", ?", answer.headers["cache-control"]))
        assert answer.headers.get("content-encoding") == "gzip" or len(gzip.compress(answer.body())) > 0.9 * len(
            answer.body()
        )
