"""A data folder with its tables and static files, copied for each service that a test starts.

Making both takes twice as long as the rest of a start. Tests of the first start use an empty folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CODE = "import django; django.setup(); from onlineocr.ops import statics; statics.prepare()"


def fill(data: Path) -> None:
    """Copy the prepared folder to ``data``, unless that has a database."""
    if not (data / "db.sqlite3").exists():
        shutil.copytree(_prepared(), data, dirs_exist_ok=True)


@cache
def _prepared() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="onlineocr-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE_URL"))}
    environment = kept | {"ONLINEOCR_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "onlineocr.settings"}
    for command in (["-m", "onlineocr", "migrate"], ["-c", _CODE]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
    (folder / "secret-key").unlink(missing_ok=True)  # each service makes its own
    return folder
