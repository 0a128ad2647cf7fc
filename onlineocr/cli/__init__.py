"""The command ``onlineocr``: one module per subcommand."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from onlineocr import __version__
from onlineocr.env import EnvError

from . import exits, streams
from .admin import app as admin
from .backup import backup
from .convert import convert
from .doctor import doctor
from .languages import app as languages
from .migrate import migrate
from .read import read
from .serve import serve
from .worker import worker

app = typer.Typer(
    name="onlineocr",
    help="Read text from pictures and PDFs, here or as a service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain lines: a box would split the text of an error
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onlineocr {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Read text from pictures and PDFs, here or as a service."""


app.command()(read)
app.command()(convert)
app.command()(serve)
app.command()(worker)
app.command()(migrate)
app.command()(backup)
app.add_typer(admin, name="admin")
app.add_typer(languages, name="languages")
app.command()(doctor)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "onlineocr.settings"  # the user's shell may name those of another project
    streams.complete()
    streams.end_on_signals()
    plain = {"color": False} if os.environ.get("NO_COLOR") else {}  # https://no-color.org
    try:
        app(prog_name="onlineocr", **plain)
    except EnvError as error:
        typer.echo(f"onlineocr: {error}", err=True)
        sys.exit(exits.USAGE)
    except streams.Ended as ended:
        sys.exit(ended.exit_code)
