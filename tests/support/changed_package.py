"""A copy of the package with one change in one file, to see where that change shows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def altered(folder: Path, file: str, before: str, after: str) -> Path:
    """Copy the package into ``folder``, with ``after`` in place of ``before``, which ``file`` has once."""
    shutil.copytree(ROOT / "onlineocr", folder / "onlineocr", copy_function=os.symlink)
    for name in ("docs", "openapi.json"):
        (folder / name).symlink_to(ROOT / name)
    changed = folder / "onlineocr" / file
    source = changed.read_text()
    assert source.count(before) == 1
    changed.unlink()
    changed.write_text(source.replace(before, after))
    return folder


def run(folder: Path, *command: str) -> str:
    """Run Python with ``command`` on the copy in ``folder``."""
    environment = os.environ | {"PYTHONPATH": str(folder), "ONLINEOCR_DATA": str(folder / "data"), "COLUMNS": "300"}
    environment |= {"ONLINEOCR_ENGINE": "auto"}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
