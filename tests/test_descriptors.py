"""A low limit of open files: the service raises it, or refuses to start, and blames no file."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest

from onlineocr import descriptors
from onlineocr.ocr.errors import DecoderUnavailable
from onlineocr.ocr.sandbox import Sandbox
from tests.support.processes import ROOT, picture


def run(tmp_path, limit, *command):
    environment = os.environ | {"ONLINEOCR_DATA": str(tmp_path)}
    inside = ["bash", "-c", f'ulimit -n {limit}; exec "$@"', "bash", sys.executable, "-m", "onlineocr", *command]
    return subprocess.run(inside, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_serve_refuses_a_limit_that_is_too_low(tmp_path):
    ended = run(tmp_path, 80, "serve", "--port", "0")
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "onlineocr cannot serve: the limit of open files is 80, and 448 are needed. Raise it"
    )
    assert ended.stderr.count("\n") == 1


def test_a_worker_refuses_a_limit_that_is_too_low(tmp_path):
    (tmp_path / "db.sqlite3").touch()
    ended = run(tmp_path, 80, "worker", "--recognisers", "4")
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "the limit of open files is 80, and 128 are needed" in ended.stderr


def test_the_number_of_connections_follows_the_limit():
    assert descriptors.connections(descriptors.WEB_LEAST) == 64
    assert descriptors.connections(descriptors.WEB_WANTED) == descriptors.connections(10**6) == 1024


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "alice.png"
    path.write_bytes(picture())
    return path


@contextmanager
def only(left):
    """Leave this process ``left`` descriptors."""
    taken = []
    with suppress(OSError):
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    for descriptor in taken[:left]:
        os.close(descriptor)
    try:
        yield
    finally:
        for descriptor in taken[left:]:
            os.close(descriptor)


@pytest.fixture
def low():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (80, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("left", [1, 2, 4, 5])
def test_a_file_is_not_blamed_when_no_descriptor_is_left(file, low, left):
    with Sandbox() as sandbox:
        sandbox.page(file, 1).close()
        with only(left), pytest.raises(DecoderUnavailable, match="Too many open files"):
            sandbox.page(file, 1)
        sandbox.page(file, 1).close()
