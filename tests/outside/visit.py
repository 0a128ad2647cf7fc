"""A visit of the whole service, as a command for a world without an outside.

    python -m tests.outside.visit DATA TIMES

It starts the service with the real engines, has a page of each format read, fetches the result in each format, and
opens every page that links lead to, with what these pages load.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from onlineocr.ocr.export import registry
from tests.support.drawing import ENGLISH, RUSSIAN, draw_text, encode
from tests.support.processes import service, wait_for

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF", "PDF")
LOADED = re.compile(
    r"""<(?:link|script|img|iframe|source|form)\b[^>]*?\s(?:href|src|action)=["']([^"']+)""", re.IGNORECASE
)
LINKED = re.compile(r"""<a\b[^>]*?\shref=["']([^"']+)""", re.IGNORECASE)


def main(data: str, times: int) -> None:
    with service(Path(data), ONLINEOCR_ENGINE="auto") as (_, port):
        origin = f"http://127.0.0.1:{port}"
        documents = [_upload(origin, number, name) for number in range(times) for name in FORMATS]
        for document in documents:
            _await(origin, document)
        _fetch(origin, documents[0])
        _crawl(origin)


def _upload(origin: str, number: int, name: str) -> dict[str, str]:
    lines = (RUSSIAN if number % 2 else ENGLISH)[: 1 + number % 3]
    file = encode(draw_text([*lines, f"page {number} {name}"] if lines[0].isascii() else lines).image, name)
    answer = json.loads(_call(f"{origin}/api/v1/documents/", file))
    return {"id": answer["id"], "token": answer["token"]}


def _await(origin: str, document: dict[str, str]) -> None:
    at = f"{origin}/api/v1/documents/{document['id']}/?token={document['token']}"
    status = wait_for(lambda: {"queued": "", "running": ""}.get(found := json.loads(_call(at))["status"], found), 300)
    assert status == "succeeded", status


def _fetch(origin: str, document: dict[str, str]) -> None:
    at, key = f"{origin}/api/v1/documents/{document['id']}", f"token={document['token']}"
    for name in registry.names():
        _call(f"{at}/result?format={name}&{key}")


def _crawl(origin: str) -> None:
    """Open every page below ``origin``; what a page loads must lie there, too."""
    waiting, seen = [f"{origin}/", f"{origin}/docs/", f"{origin}/accounts/signup/"], set()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or "logout" in address:
            continue
        seen.add(address)
        text = _call(address).decode(errors="replace")
        loaded = [urljoin(address, unescape(found)) for found in LOADED.findall(text)]
        strangers = [found for found in loaded if urlsplit(found).netloc not in {urlsplit(origin).netloc, ""}]
        assert not strangers, f"{address} loads {strangers}"
        linked = [urljoin(address, unescape(found)) for found in LINKED.findall(text)]
        waiting += [found for found in loaded + linked if found.startswith(origin)]
    assert len(seen) > 10, seen


def _call(address: str, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(address, body, {"Content-Type": "application/octet-stream"} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        if body or error.code >= 500:
            raise
        return bytes(error.read())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
