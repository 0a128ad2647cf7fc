from __future__ import annotations

import json
import logging
import re

import pytest


def test_it_makes_an_id(client):
    first, second = (client.get("/healthz").headers["X-Request-Id"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


@pytest.mark.parametrize("sent", ["a", "7f1d-42", "Root=1-67891233-abcdef012345678912345678", "x" * 128])
def test_it_keeps_the_callers_id(client, sent):
    assert client.get("/healthz", headers={"X-Request-Id": sent}).headers["X-Request-Id"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "x" * 129, "é", "<script>", "a\tb", '"', "a;b"])
def test_it_replaces_an_odd_one(client, sent):
    answered = client.get("/healthz", headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", answered)


def test_it_is_in_every_line_of_the_log(client, settings):
    from onlineocr.ops.logs import logging_config

    line = logging_config(level="info", style="json")["formatters"]["line"]
    formatter = line.pop("()")(**line)
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(formatter.format(record)))

    handler = Keep()
    logging.getLogger("django.request").addHandler(handler)
    client.get("/nothing-here", headers={"X-Request-Id": "mine-7"})
    logging.getLogger("django.request").removeHandler(handler)
    assert written[0]["request_id"] == "mine-7"
    assert written[0]["event"] == "Not Found: /nothing-here"
