from __future__ import annotations

import json
import logging
import sys

import pytest

from onlineocr.accounts import keyform
from onlineocr.ops.logs import logging_config


@pytest.fixture(params=["json", "text"])
def written(request):
    """``written("event", exc_info=…)``: the line that the log would have."""
    line = logging_config(level="info", style=request.param)["formatters"]["line"]
    formatter = line.pop("()")(**line)

    def write(event: str, *values: object, exc_info: object = None) -> str:
        return formatter.format(logging.LogRecord("a.b", logging.ERROR, "f.py", 1, event, values, exc_info))

    write.style = request.param
    return write


def test_it_writes_the_event_and_where_it_comes_from(written):
    line = written("read %s pages", 3)
    assert "read 3 pages" in line
    assert "a.b" in line


def test_json_is_one_object_a_line(written):
    line = written("two\nlines")
    if written.style == "json":
        assert json.loads(line)["event"] == "two\nlines"
        assert "\n" not in line


def _fail(password: str) -> None:
    raise ValueError(len(password))


def test_a_traceback_shows_no_values(written):
    try:
        _fail("hunter" + str(1 + 1))
    except ValueError:
        line = written("it failed", exc_info=sys.exc_info())
    assert "ValueError" in line
    assert "_fail" in line
    assert "hunter2" not in line


def test_no_key_leaves(written):
    key = keyform.make()
    try:
        int(str(key))
    except ValueError:  # its text has the key
        line = written(f"got {key} and %s", f"'{key}'", exc_info=sys.exc_info())
    assert key.uid in line
    assert key.secret not in line
