"""The samples of the API's reference, each language put together to a program and run as it stands."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from onlineocr.api.openapi.code_samples import STEPS, program
from tests.support import processes
from tests.support.drawing import draw_text

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("code_samples")]
ROOT = Path(__file__).resolve().parents[2]
LETTER = ["Invoice of the month", "total amount due"]


@pytest.fixture
def served(tmp_path):
    """The address of a service without accounts, whose engine reads every picture as the same words."""
    with processes.service(tmp_path / "data") as (_, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def node():
    """Node, as Playwright brings it if there is no other."""
    if found := shutil.which("node"):
        return found
    driver = pytest.importorskip("playwright._impl._driver")
    return driver.compute_driver_executable()[0]


def run(command, folder):
    draw_text(LETTER).image.save(folder / "scan.png")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert (folder / "scan.pdf").read_bytes().startswith(b"%PDF-")
    assert done.stdout.rstrip()[-1] == "1"  # the hits of the corrected word
    return done.stdout


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="curl or jq is not installed")
def test_curl(served, tmp_path):
    run(["bash", "-euo", "pipefail", "-c", program("curl", served)], tmp_path)


def test_python(served, tmp_path):
    (tmp_path / "program.py").write_text(program("Python", served))
    run([sys.executable, "-I", "program.py"], tmp_path)


def test_javascript(served, tmp_path, node):
    (tmp_path / "program.mjs").write_text(program("JavaScript", served))
    run([node, "program.mjs"], tmp_path)


def test_each_step_is_a_call_of_the_description():
    paths = json.loads((ROOT / "openapi.json").read_text())["paths"]
    calls = {call["operationId"] for path in paths.values() for call in path.values()}
    assert {step.operation for step in STEPS} <= calls
