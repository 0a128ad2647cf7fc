"""Heads of requests that never end, sent to ``onlineocr serve``."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest

from tests.support import processes
from tests.support.rawhttp import Answer, Line, call, seconds

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("slow_heads")]
STALLED = {
    "after the method": (b"G", ""),
    "in a field": (b"GET /healthz HTTP/1.1\r\nHost: local", ""),
    "of the API": (b"POST /api/v1/documents/ HTTP/1.1\r\nHost: localhost\r\n", "application/problem+json"),
    "by drops": (b"GET /api/ HTTP/1.1\r\nHost: localhost\r\n", "application/problem+json"),
}


@pytest.fixture(scope="module")
def port(tmp_path_factory) -> Iterator[int]:
    with processes.service(tmp_path_factory.mktemp("slow_heads")) as (_, port):
        yield port


def drip(lines: list[Line], until: float) -> None:
    while time.monotonic() < until:
        for line in lines:
            line.send(b"X-A: b\r\n")
        time.sleep(0.5)


def test_it_answers_a_head_that_never_ends(port):
    start = time.monotonic()
    with contextlib.ExitStack() as stack:
        lines = {name: stack.enter_context(Line(port)) for name in STALLED}
        for name, line in lines.items():
            line.send(STALLED[name][0])
        drip([lines["by drops"]], start + 13)
        for name, line in lines.items():
            check(line.answer(), STALLED[name][1], "head_too_slow")
            assert line.answer() is None, name
    assert 14 < seconds(start) < 25


def check(found: Answer | None, content_type: str, code: str) -> None:
    assert found is not None
    assert (found.status, found.headers["connection"]) == (408, "close")
    assert b"not complete within 15 s" in found.body
    if content_type:
        assert (found.headers["content-type"], found.json()["code"]) == (content_type, code)


def test_a_slow_head_that_ends_in_time_is_served(port):
    with Line(port) as line:
        for byte in b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n":
            line.send(bytes([byte]))
            time.sleep(0.02)
        found = line.answer()
    assert found is not None
    assert (found.status, found.body) == (200, call(port, "GET", "/healthz").body)
