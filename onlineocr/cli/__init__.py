"""The command ``onlineocr``: one module per subcommand."""

from __future__ import annotations

import sys

import typer

from onlineocr.env import EnvError

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
)
app.command()(read)
app.command()(convert)
app.command()(serve)
app.command()(worker)
app.command()(migrate)
app.add_typer(languages, name="languages")
app.command()(doctor)


def main() -> None:
    try:
        app(prog_name="onlineocr")
    except EnvError as error:
        typer.echo(f"onlineocr: {error}", err=True)
        sys.exit(2)
