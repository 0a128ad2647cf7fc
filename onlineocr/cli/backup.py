"""``onlineocr backup``: a copy of all lasting data, while the service runs or not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from . import datafolder, exits
from .datafolder import DATABASE, Data
from .output import say

LEFT_OUT = {"serve.lock", "tmp", "run", "derived", "ballast"}  # of the process, or made again if needed

# Claims of running processes, released in the copy: they do not exist where it is restored.
GIVEN_BACK = (
    ("documents_worker", "DELETE FROM documents_worker"),
    (
        "documents_queueentry",
        (
            "UPDATE documents_queueentry SET token = '', worker = '', lease_until = NULL, "
            "attempts = max(0, attempts - 1) WHERE token <> ''"
        ),
    ),
    (
        "webhooks_delivery",
        "UPDATE webhooks_delivery SET token = '', worker = '', attempts = max(0, attempts - 1) WHERE token <> ''",
    ),
    ("documents_keyedcall", "DELETE FROM documents_keyedcall WHERE document_id IS NULL"),
)


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.", metavar="FOLDER")],
    data: Data = None,
) -> None:
    """Copy the data folder: database, files, secret key, added languages. The service may run meanwhile.

    The copy is a data folder, whole or not there: to restore it, put it in the place of the other while the service is
    stopped. With DATABASE_URL the database is not in it; take pg_dump for it first.
    """
    source, target = datafolder.of_service(data).resolve(), folder.expanduser().resolve()
    if not source.is_dir():
        raise typer.BadParameter(f"there is no data folder '{source}'; name it with --data or ONLINEOCR_DATA")
    if target.is_relative_to(source):
        raise typer.BadParameter(f"'{folder}' lies in the data folder itself; name a folder outside")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise typer.BadParameter(f"'{folder}' is there already; name a new folder")
    unfinished = target.with_name(f".{target.name}.unfinished-{os.getpid()}")
    try:
        _copy(source, unfinished)
        unfinished.replace(target)
    except (OSError, shutil.Error, sqlite3.Error) as error:
        say(f"The backup could not be made ({_first(error)}). Nothing was left in '{folder}'.")
        raise typer.Exit(exits.OUTPUT) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    if not (target / DATABASE).exists():
        say(f"There is no {DATABASE} in '{source}': the database is kept elsewhere and not in this copy.")
    typer.echo(f"{source} is copied to {target}")


def _copy(source: Path, target: Path) -> None:
    """Copy the database first: a file added later is harmless, but a row without its file is not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir(mode=0o700)
    if (source / DATABASE).exists():
        with closing(sqlite3.connect(source / DATABASE)) as live, closing(sqlite3.connect(target / DATABASE)) as copy:
            live.backup(copy)
            _give_back(copy)
        (target / DATABASE).chmod(0o600)
    shutil.copytree(source, target, ignore=_ignored(source), copy_function=_copied, symlinks=True, dirs_exist_ok=True)


def _give_back(copy: sqlite3.Connection) -> None:
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    with copy:
        for table, statement in GIVEN_BACK:
            if table in tables:
                copy.execute(statement)


def _ignored(source: Path) -> Callable[[str, list[str]], set[str]]:
    def ignore(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        special = {name for name in names if not (here / name).is_file() and not (here / name).is_dir()}
        if here != source:
            return special
        return special | {name for name in names if name in LEFT_OUT or name.startswith(DATABASE)}

    return ignore


def _copied(source: str, target: str) -> str:
    try:
        return str(shutil.copy2(source, target))
    except FileNotFoundError:  # deleted meanwhile
        return target


def _first(error: Exception) -> str:
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return str(getattr(error, "strerror", None) or error)
