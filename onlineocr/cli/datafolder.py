"""``--data``: the data folder that a command uses."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from onlineocr import env

DATABASE = "db.sqlite3"
_named = ""  # given by --data; the environment variable applies to the next command anyway
Data = Annotated[Path | None, typer.Option("--data", help="The service's data folder. [env: ONLINEOCR_DATA]")]


def use(data: Path | None) -> Path:
    """Let this process and its children use ``data``, if it was given. Return the folder in use."""
    global _named  # noqa: PLW0603
    _named = str(data.expanduser().absolute()) if data else ""
    if _named:
        os.environ["ONLINEOCR_DATA"] = _named
    return env.data_dir()


def keep_private() -> None:
    """Let no other user read the files that this process and its children create, in any folder."""
    os.umask(0o077)


def option() -> str:
    """Return the option that makes another command use the same folder; empty if it does so anyway."""
    return f" --data {shlex.quote(_named)}" if _named else ""


def existing(data: Path | None) -> Path:
    """Return the folder like :func:`use`, but refuse a given folder that does not exist: it may be misspelt."""
    folder = use(data)
    if _named and not folder.is_dir():
        raise typer.BadParameter(f"There is no folder '{folder}': name with --data the one that the service uses.")
    return folder


def of_service(data: Path | None, *, may_be_new: bool = False) -> Path:
    """Return the folder like :func:`use`, but refuse one that no service has used: its database would be empty.

    With ``may_be_new``, a folder given explicitly may be new, but not the default one.
    """
    folder = use(data)
    named = bool(os.environ.get("ONLINEOCR_DATA", "").strip())
    elsewhere = os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")
    if (folder / DATABASE).exists() or elsewhere or (named and may_be_new):
        return folder
    raise typer.BadParameter(
        f"There is no service's data in '{folder}': name the folder with --data or ONLINEOCR_DATA, "
        "as the service was started."
    )
