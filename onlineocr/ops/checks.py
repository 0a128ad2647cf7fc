"""The checks of an installation for ``manage.py check``, each with an id and a hint."""

from __future__ import annotations

import os
import sqlite3
import stat
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from onlineocr import env


@register()
def unknown_variables(**_: Any) -> list[CheckMessage]:
    """W001: a variable that no setting reads is probably misspelt."""
    return [
        checks.Warning(f"{name} is not a setting of onlineocr.", hint=hint, id="onlineocr.W001")
        for name, hint in env.unknown()
    ]


@register()
def debug(**_: Any) -> list[CheckMessage]:
    """W002: tracebacks show visitors private data."""
    if not settings.DEBUG:
        return []
    hint = "Unset ONLINEOCR_DEBUG wherever anybody but you can reach the service."
    return [
        checks.Warning("ONLINEOCR_DEBUG is on: visitors see tracebacks and settings.", hint=hint, id="onlineocr.W002")
    ]


@register()
def secret_key(**_: Any) -> list[CheckMessage]:
    """W003: a user who can read the key can sign in as anybody."""
    file = settings.DATA_DIR / "secret-key"
    if not file.exists() or not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return []
    hint = f"Run: chmod 600 {file}"
    return [checks.Warning(f"Other users of this machine can read {file}.", hint=hint, id="onlineocr.W003")]


@register()
def data_folder(**_: Any) -> list[CheckMessage]:
    """E001: no data can be stored."""
    if os.access(settings.DATA_DIR, os.R_OK | os.W_OK | os.X_OK):
        return []
    hint = "Give it to the user who runs onlineocr, or name another one in ONLINEOCR_DATA."
    return [Error(f"The data folder {settings.DATA_DIR} cannot be written.", hint=hint, id="onlineocr.E001")]


@register()
def full_text_search(**_: Any) -> list[CheckMessage]:
    """E002: documents cannot be searched."""
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return []
    with sqlite3.connect(":memory:") as memory:
        found = memory.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()
    memory.close()
    if found and found[0]:
        return []
    hint = "Use the Python of your distribution or of python.org, or PostgreSQL by DATABASE_URL."
    return [Error("This Python's SQLite has no full-text search (FTS5).", hint=hint, id="onlineocr.E002")]
