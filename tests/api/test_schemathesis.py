"""A few calls made up from the description of each operation; ``./test --long schema`` makes many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import generators

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]  # seconds, but minutes on a busy machine


def test_no_made_up_call_is_answered_as_the_description_does_not_say(tmp_path):
    with generators.service(tmp_path / "data") as service:
        report = generators.run(service, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "2", "--no-shrink")
    count = len(operations())
    assert f"Tested: {count}" in report or f"Selected: {count}/{count}" in report


def operations():
    """Every call that the committed description has."""
    paths = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())["paths"]
    return [(path, way) for path, ways in paths.items() for way in ways if way != "parameters"]
