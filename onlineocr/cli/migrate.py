"""``onlineocr migrate``: update the database to the schema of this version.

It takes Django most of a second to find out whether migrations are missing. An SQLite file therefore stores in its
``user_version`` a checksum of the applied migrations: reading it takes a millisecond, and a restored backup contains
its own.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from onlineocr import env

from . import datafolder
from .datafolder import Data

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.executor import MigrationExecutor

ROOT = Path(__file__).resolve().parents[1]
ADVISORY_LOCK = zlib.crc32(b"onlineocr migrate")


def migrate(data: Data = None) -> None:
    """Create or update the tables. Does nothing when they are up to date."""
    datafolder.use(data)
    datafolder.keep_private()
    import django  # noqa: PLC0415  the other commands start without it

    django.setup()
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        _bring_up_to_date(connection)
    except DatabaseError as error:
        typer.echo(_why_not(connection, error), err=True)
        raise typer.Exit(1) from None


def _why_not(connection: BaseDatabaseWrapper, error: Exception) -> str:
    said = " ".join(str(error).split())
    if connection.vendor != "sqlite":
        return f"The database does not answer ({said}). Check DATABASE_URL, and that its server runs."
    file = Path(connection.settings_dict["NAME"])
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        return f"The database {file} cannot be written ({said}). Give it and its folder to this user (chown -R)."
    return (
        f"SQLite cannot work in the folder {file.parent} ({said}). It needs a sound file on a local disk; network "
        "folders and file systems without shared memory maps will not do. Name another folder with --data or "
        "ONLINEOCR_DATA, or use PostgreSQL by DATABASE_URL."
    )


def _bring_up_to_date(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Machines that start together take turns; the lock ends with the connection.
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        _migrate(connection)
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA user_version = {fingerprint()}")


def _migrate(connection: BaseDatabaseWrapper) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if unknown := _from_the_future(executor):
        typer.echo(
            f"The database was used by a newer onlineocr (it has {', '.join(unknown)}). "
            "Run that version, or restore the backup that was made before the update.",
            err=True,
        )
        raise typer.Exit(1)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def _from_the_future(executor: MigrationExecutor) -> list[str]:
    from django.apps import apps  # noqa: PLC0415

    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("onlineocr.")}
    loader = executor.loader
    return sorted(
        f"{app} {name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations) if app in ours
    )


def fingerprint() -> int:
    """Return a checksum of all sources of migrations: our own, the list of apps, the packages with migrations."""
    names = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("*/migrations/[0-9]*.py"))
    packages = [version("django"), version("django-axes")]
    settings = (ROOT / "settings.py").read_bytes()
    return zlib.crc32(repr([names, packages, settings]).encode()) & 0x7FFF_FFFF


def is_up_to_date() -> bool:
    """Return whether the SQLite file of the data folder is known to be up to date; False if only Django can find
    out."""
    file = env.data_dir() / "db.sqlite3"
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE") or not file.exists():
        return False
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, timeout=1)) as connection:
        return bool(connection.execute("PRAGMA user_version").fetchone() == (fingerprint(),))
    return False
