"""A package that adds something to onlineocr, as a page of the documentation makes it, and what is said with it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CAPABILITIES = """
import django; django.setup()
from django.test import Client
print(Client(headers={"host": "ocr.example.org"}).get("/api/v1/capabilities").content.decode())
"""


def blocks(page: str, kind: str) -> list[str]:
    """The blocks of ``kind`` (`python`, `toml`) in a how-to page."""
    text = (ROOT / "docs" / "howto" / page).read_text()
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def install(folder: Path, name: str, entries: str, **modules: str) -> Path:
    """Put the package ``name`` with these ``modules`` into ``folder``; ``entries`` are its entry points in TOML."""
    for module, source in modules.items():
        (folder / f"{module}.py").write_text(source)
    facts = folder / f"{name}-1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    groups = re.findall(r'^\[project\.entry-points\."(.*)"\]\n((?:\w.*\n)+)', entries, re.MULTILINE)
    (facts / "entry_points.txt").write_text("".join(f"[{name}]\n{rows}" for name, rows in groups).replace('"', ""))
    return folder


def run(package: Path, *command: str, **environment: str) -> str:
    """What Python says to ``command`` where ``package`` is installed."""
    return process(package, *command, **environment).stdout


def process(package: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The ended process of Python with ``command`` where ``package`` is installed."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{package}{os.pathsep}{ROOT}", "ONLINEOCR_ENGINE": "auto"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def stale_pages(package: Path) -> tuple[int, str]:
    """Return exit status and message of docs/generate.py where ``package`` is installed; (0, "") if no page changes."""
    done = process(package, "docs/generate.py", "--check")
    return done.returncode, done.stdout
