"""``--data``: the folder of the service that a command works on."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from onlineocr import env

DATABASE = "db.sqlite3"
_named = ""  # by the option: a variable of the environment holds for the next command as well
Data = Annotated[Path | None, typer.Option("--data", help="The service's data folder. [env: ONLINEOCR_DATA]")]


def use(data: Path | None) -> Path:
    """Let this process and its children use ``data``, if it was given. Return the folder that they use."""
    global _named  # noqa: PLW0603
    _named = str(data.expanduser().absolute()) if data else ""
    if _named:
        os.environ["ONLINEOCR_DATA"] = _named
    return env.data_dir()


def option() -> str:
    """What to add to a command of this program that shall work on the same folder: nothing where it does anyhow."""
    return f" --data {shlex.quote(_named)}" if _named else ""


def existing(data: Path | None) -> Path:
    """As :func:`use`, but refuse a folder that was given and is not there: a mistyped one would pass as empty."""
    folder = use(data)
    if _named and not folder.is_dir():
        raise typer.BadParameter(f"There is no folder '{folder}': name with --data the one that the service uses.")
    return folder


def of_service(data: Path | None, *, may_be_new: bool = False) -> Path:
    """As :func:`use`, but refuse a folder that no service has used: the command would work on an empty database.

    With ``may_be_new`` a folder that was named may be new, not one that was only guessed.
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
