"""``onlineocr convert``: a JSON result in, any other format out; nothing is recognized again."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from onlineocr.ocr.errors import InputError, OcrError
from onlineocr.ocr.export import reading
from onlineocr.ocr.export import registry as formats

from . import exits
from .output import STDIN, Output, close_quietly, name_of, say


def convert(
    file: Annotated[str, typer.Argument(help="A JSON result; '-' reads standard input.", metavar="FILE")],
    to: Annotated[str, typer.Option("--to", "-t", help=f"One of: {', '.join(formats.names())}.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File or folder; else standard output.")] = None,
) -> None:
    """Write a JSON result in another format.

    The file is one that 'onlineocr read -f json' or '?format=json' wrote, of any size. It is looked through before
    anything is written.
    """
    try:
        form = formats.get(to)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    target = Output.of(output, [file], form)
    try:
        with _regular(file) as path:
            result = reading.opened(path)
            title = name_of(file).removesuffix(".json")
            target.write(title, form, result.pages(), replace(result.about, title=title))
    except OcrError as error:
        say(f"{file}: {error.detail}")
        raise typer.Exit(exits.code_for(error)) from None
    except BrokenPipeError:
        close_quietly()
        raise typer.Exit(exits.OUTPUT) from None
    except OSError as error:
        say(f"{file}: the result cannot be written ({error.strerror}). Make room, or choose another place with -o.")
        raise typer.Exit(exits.OUTPUT) from None


@contextmanager
def _regular(file: str) -> Iterator[Path]:
    """``file`` as one that can be read twice: what comes by a pipe is kept in a temporary file."""
    if file == STDIN:
        if sys.stdin.isatty():
            raise InputError("Standard input is a terminal", remedy="Pipe a file in: onlineocr convert - < result.json")
        with tempfile.NamedTemporaryFile(suffix=".json") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.flush()
            yield Path(kept.name)
        return
    path = Path(file)
    if not path.exists():
        raise InputError("There is no such file", remedy="Check the name and the folder.")
    if not path.is_file():
        raise InputError("It is no regular file", remedy="Name the file itself; '-' reads standard input.")
    try:
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"It cannot be opened ({error.strerror})", remedy="Check who may read it.") from None
    yield path
