"""``onlineocr convert``: a JSON result in, any other format out; nothing is recognized again."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from onlineocr.ocr.errors import InputError, OcrError, OriginalGone
from onlineocr.ocr.export import reading
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import Format, Original
from onlineocr.ocr.options import Options

from . import exits, originals
from .output import STDIN, Output, close_quietly, name_of, say


def convert(
    file: Annotated[str, typer.Argument(help="A JSON result; '-' reads standard input.", metavar="FILE")],
    to: Annotated[str, typer.Option("--to", "-t", help=f"One of: {', '.join(formats.names())}.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File or folder; else standard output.")] = None,
    original: Annotated[
        Path | None,
        typer.Option("--original", help="The picture or PDF that was read, for the formats 'pdf' and 'zip'."),
    ] = None,
    password: Annotated[str, typer.Option("--password", help="Password of that PDF.")] = "",
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
            with _at_hand(form, original, password) as opened:
                target.write(title, form, result.pages(), replace(result.about, title=title, original=opened))
    except OcrError as error:
        say(f"{file}: {error.detail}")
        raise typer.Exit(exits.code_for(error)) from None
    except BrokenPipeError:
        close_quietly()
        raise typer.Exit(exits.OUTPUT) from None
    except OSError as error:
        say(f"{file}: the result cannot be written ({error.strerror}). Make room, or choose another place with -o.")
        raise typer.Exit(exits.OUTPUT) from None


def _at_hand(form: Format, original: Path | None, password: str) -> AbstractContextManager[Original | None]:
    if original is None and form.needs_original:
        raise OriginalGone("The file that was read is needed, too", remedy="Name it with --original.")
    if original is None:
        return nullcontext()
    if not original.is_file():
        raise InputError(f"There is no file '{original}'", remedy="Name the file that was read with --original.")
    return originals.at_hand(original, Options.parse({"password": password}), say)


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
