"""The backend that ``DATABASES`` names. Django finds it in a module of this name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base

_must_exist = False


def never_create() -> None:
    """Let each connection of this process open an existing file only.

    SQLite creates a missing file. Beside a database that was moved away for a moment, or on the folder below an
    unmounted disk, the service would leave an empty database, whose write-ahead log SQLite applies to the old file once
    it is back.
    """
    global _must_exist  # noqa: PLW0603
    _must_exist = True


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which obeys :func:`never_create`."""

    def get_connection_params(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_connection_params()
        file = os.fspath(found["database"])
        if _must_exist and not file.startswith(("file:", ":memory:")):
            found["database"] = f"file:{quote(str(Path(file).absolute()))}?mode=rw"
        return found
