"""The lines of refused requests in the log of ``onlineocr serve``."""

from __future__ import annotations

import json
import logging
import time

import pytest

from onlineocr.ops.logs import RefusalFolding
from tests.support import processes
from tests.support.rawhttp import Line, head

ASKED = {  # what is sent thirty times, and the text of its line in the log
    head("GET", "/nothing/", {"Connection": "close"}): "Not Found",
    head("POST", "/api/v1/keys/", {"Content-Length": "0", "Connection": "close"}): "Unauthorized",
    head("PUT", "/healthz", {"Connection": "close"}): "Method Not Allowed",
    head("POST", "/api-auth/login/", {"Content-Length": "0", "Connection": "close"}): "Forbidden",
    head("GET", "/", {"Host": "shop.example.org", "Connection": "close"}): "ONLINEOCR_HOSTS=shop.example.org",
    head("POST", "/", {"Transfer-Encoding": "x"}): "Not Implemented",
    b"GET / HTTP/2.0\r\n\r\n": "HTTP Version Not Supported",
}


@pytest.mark.slow
def test_many_refusals_of_a_kind_have_one_line_which_is_no_error(tmp_path):
    to_file = ["sh", "-c", f'exec "$0" "$@" 2>>{tmp_path}/log']
    with processes.service(tmp_path / "data", inside=to_file, ONLINEOCR_LOG_FORMAT="json") as (_, port):
        for data in ASKED:
            assert {answer_to(port, data) for _ in range(30)} <= {400, 401, 403, 404, 405, 501, 505}
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    for text in ASKED.values():
        assert [line["level"] for line in lines if text in line["event"]] == ["warning"], text


def answer_to(port: int, data: bytes) -> int:
    with Line(port) as line:
        line.send(data)
        found = line.answer()
        assert found is not None
        return found.status


def refusal(status: int, path: str = "/") -> logging.LogRecord:
    record = logging.LogRecord("django.request", logging.ERROR, "f.py", 1, "%s: %s", ("No", path), None)
    record.status_code = status
    return record


def test_the_next_line_has_the_number_of_those_between():
    folding = RefusalFolding(0.2)
    assert [folding.filter(refusal(404)) for _ in range(5)] == [True, False, False, False, False]
    time.sleep(0.2)
    late = refusal(404, "/late")
    assert folding.filter(late)
    assert late.getMessage() == "No: /late (and 4 more since the last such line)"


@pytest.mark.parametrize("status", [400, 408, 413, 429, 501, 503, 507])
def test_each_status_is_a_kind(status):
    folding = RefusalFolding()
    assert [folding.filter(refusal(one)) for one in (404, status, status)] == [True, True, False]


def test_errors_of_the_service_are_all_written():
    folding = RefusalFolding()
    other = logging.LogRecord("onlineocr.worker", logging.WARNING, "f.py", 1, "lost", (), None)
    assert [folding.filter(one) for one in (refusal(500), refusal(500), refusal(502), other, other)] == [True] * 5


@pytest.mark.parametrize("logger", ["onlineocr.http.errors", "axes.attempts", "axes.handlers.database"])
def test_lines_of_outages_and_wrong_passwords_are_folded(logger):
    folding = RefusalFolding(10)
    lines = [logging.LogRecord(logger, logging.ERROR, "f.py", 1, "away: %s", (number,), None) for number in range(30)]
    assert [folding.filter(line) for line in lines] == [True] + [False] * 29
