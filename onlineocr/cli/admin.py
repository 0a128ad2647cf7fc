"""``onlineocr admin``: accounts of the people who run the service."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from . import datafolder, exits
from .datafolder import Data
from .migrate import migrate
from .output import say

if TYPE_CHECKING:
    from onlineocr.accounts.models import User

app = typer.Typer(
    help="Create accounts of administrators, who sign in at /admin/; unlock accounts.", no_args_is_help=True
)
_LONGEST = 1024


@app.callback()
def _group() -> None:
    """Create accounts of administrators, who sign in at /admin/; unlock accounts."""


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Name to sign in with; asked for when missing.", metavar="NAME")] = "",
    email: Annotated[str, typer.Option("--email", help="Address for mail.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from standard input, for scripts.")
    ] = False,
    data: Data = None,
) -> None:
    """Create the account of an administrator, and in a folder named by --data the database if it is missing.

    The password is asked for on a terminal. Scripts give it on standard input, or in DJANGO_SUPERUSER_PASSWORD (with
    DJANGO_SUPERUSER_USERNAME and DJANGO_SUPERUSER_EMAIL); a flag would show it to everybody on this machine.
    """
    folder = datafolder.of_service(data, may_be_new=True)
    name = name or os.environ.get("DJANGO_SUPERUSER_USERNAME", "") or _asked("Name")
    email = email or os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
    password = _password(from_stdin=password_stdin)
    migrate()
    _create(name, email, password)
    typer.echo(f"{name} is an administrator now, and can sign in at /admin/ of the service on {folder}.")


@app.command()
def unlock(
    name: Annotated[str, typer.Argument(help="Name of the account, in any spelling.", metavar="NAME")],
    data: Data = None,
) -> None:
    """Let an account sign in again at once after too many wrong passwords.

    Every address may try its password again. The count of an address as a whole ends within a minute.
    """
    folder = datafolder.of_service(data)
    migrate()
    from onlineocr.accounts import failures  # noqa: PLC0415  as in migrate
    from onlineocr.accounts.models import User  # noqa: PLC0415

    user = User.objects.named(name)
    if user is None:
        say(f"There is no account '{name}' in the data folder {folder}.")
        raise typer.Exit(exits.WRONG)
    count = failures.forget(user)
    typer.echo(
        f"{user.get_username()} may sign in again to the service on {folder}; wrong passwords forgotten: {count}."
    )


def _create(name: str, email: str, password: str) -> None:
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415  as in migrate
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.db import IntegrityError  # noqa: PLC0415

    from onlineocr.accounts.models import User  # noqa: PLC0415

    user: User = User(username=User.normalize_username(name), email=email, is_staff=True, is_superuser=True)
    try:
        user.set_password(password)
        user.full_clean()
        validate_password(password, user)
        user.save()
    except ValidationError as error:
        for text in error.messages:
            say(f"{name}: {text}")
        raise typer.Exit(exits.WRONG) from None
    except IntegrityError:  # the name was taken since the look-up
        say(f"{name}: A user with that username already exists.")
        raise typer.Exit(exits.WRONG) from None


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline(_LONGEST + 1).removesuffix("\n").removesuffix("\r")
    if given := os.environ.get("DJANGO_SUPERUSER_PASSWORD"):
        return given
    return _asked("Password", hide_input=True, confirmation_prompt="Password again")


def _asked(question: str, *, hide_input: bool = False, confirmation_prompt: bool | str = False) -> str:
    if not sys.stdin.isatty():
        raise typer.BadParameter(
            f"nobody can be asked for: {question.lower()}. Give NAME and --password-stdin: "
            "onlineocr admin create alice --password-stdin < FILE"
        )
    return str(typer.prompt(question, hide_input=hide_input, confirmation_prompt=confirmation_prompt, err=True))
