"""Clients that public generators make of openapi.json, used against a running service.

The generators and the validator live in an environment of their own, ``tests/.cache/clients-<hash>``, since what they
need is none of our concern: one of them brings a Java.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import processes

HERE = Path(__file__).parent / "clients"
ROOT = Path(__file__).parents[2]
REQUIREMENTS = HERE / "requirements.txt"
DESCRIPTION = ROOT / "openapi.json"
CONFIG = ROOT / "docs/howto/openapi-python-client.yaml"
GENERATE = {
    "openapi_python_client": ("onlineocr_client", [
        "openapi-python-client", "generate", "--path", str(DESCRIPTION), "--config", str(CONFIG),
        "--fail-on-warning", "--output-path", "{out}",
    ]),
    "openapi_generator": ("onlineocr_api", [
        "openapi-generator-cli", "generate", "-g", "python", "-i", str(DESCRIPTION), "--package-name", "onlineocr_api",
        "--global-property",
        "models,apis,supportingFiles,modelDocs=false,apiDocs=false,modelTests=false,apiTests=false",
        "-o", "{out}",
    ]),
}  # fmt: skip
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # Java that runs for seconds
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [module.name for module in pkgutil.walk_packages(package.__path__, sys.argv[1] + ".")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # the first run fetches the generators


def _install(place: Path) -> None:
    """By uv where there is one, else by pip; wheels with known hashes only."""
    if shutil.which("uv"):
        subprocess.run(["uv", "venv", "-q", "--no-project", "--python", sys.executable, place], check=True)
        install = ["uv", "pip", "install", "-q", "--no-build", "--compile-bytecode", "--python", place / "bin/python"]
    else:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        install = [place / "bin/python", "-m", "pip", "install", "-q", "--only-binary", ":all:"]
    subprocess.run([*install, "--require-hashes", "-r", REQUIREMENTS], check=True)


@pytest.fixture(scope="session")
def tools() -> Path:
    """The programs of the environment; made once for a set of requirements, an interpreter and a place."""
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + f"{sys.version} {ROOT}".encode()).hexdigest()[:12]
    place = ROOT / "tests/.cache" / f"clients-{mark}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / ".ready").exists():
            shutil.rmtree(place, ignore_errors=True)
            for old in place.parent.glob("clients-*/"):
                shutil.rmtree(old, ignore_errors=True)
            try:
                _install(place)
            except subprocess.CalledProcessError as error:
                (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no generators: {error}")
            (place / ".ready").touch()
    return place / "bin"


def run(tools: Path, *command: object, path: Path | None = None) -> str:
    """Standard output of one of the tools, or of Python in their environment; AssertionError with all that it said."""
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "JAVA_TOOL_OPTIONS": QUICK} | (
        {"PYTHONPATH": str(path)} if path else {}
    )
    done = subprocess.run([str(part) for part in command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_validator_accepts_the_description(tools):
    assert "OK" in run(tools, tools / "openapi-spec-validator", DESCRIPTION)


@pytest.mark.parametrize("generator", GENERATE)
def test_a_made_client_does_what_its_user_wants(tools, tmp_path, generator):
    package, command = GENERATE[generator]
    made = tmp_path / "client"
    run(tools, tools / command[0], *(part.format(out=made) for part in command[1:]))
    assert int(run(tools, tools / "python", "-c", IMPORT_ALL, package, path=made)) > 50
    pictures = [tmp_path / "one.png", tmp_path / "two.png"]
    for picture in pictures:
        picture.write_bytes(processes.picture(text=picture.stem))
    with processes.service(tmp_path / "data") as (_, port):
        driver = HERE / f"drive_{generator}.py"
        told = run(tools, tools / "python", driver, f"http://127.0.0.1:{port}", "alice", *pictures, path=made)
    said = json.loads(told)
    assert said["recognized"] == said["result"] == said["words"][0]
    assert said["batch"] == ["one.png", "two.png"]
    assert said["corrected"] == [2, "corrected zebra"]
    assert said["pdf"] == "%PDF-"
    assert said["found"] == [1]
    assert said["history"] >= 4
