"""Which engines there are: ours, and those that an installed package registers."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from onlineocr.ocr.engines import registry
from onlineocr.ocr.errors import InvalidOptions
from tests.support.processes import picture, service


def names(**environment: str) -> list[str]:
    """The engines of a process with this ``environment``."""
    code = "from onlineocr.ocr.engines import registry; print(*registry.names())"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=kept | environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_it_ships_engines_that_read_and_no_double() -> None:
    assert names() == list(registry.targets()) == ["auto", "ppocr", "tesseract"]


@pytest.mark.slow
def test_a_service_without_plugins_refuses_the_double(tmp_path: Path) -> None:
    with service(tmp_path, PYTHONPATH="", ONLINEOCR_ENGINE="auto") as (_, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/api/v1/documents/?engine=fake", picture(), {"Content-Type": "image/png"})
        answer = connection.getresponse()
        errors = json.loads(answer.read())["errors"]
        connection.close()
    assert (answer.status, errors[0]["field"]) == (422, "engine")


def test_it_finds_the_engine_of_an_installed_package() -> None:
    assert names(PYTHONPATH=os.environ["PYTHONPATH"]) == ["auto", "ppocr", "tesseract", "fake"]


def test_it_refuses_a_name_that_nobody_registered() -> None:
    with pytest.raises(InvalidOptions, match="no engine 'clairvoyant'"):
        registry.describe("clairvoyant")
