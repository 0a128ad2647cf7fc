"""``onlineocr read``: pictures and PDFs in, text out, without the service."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from onlineocr.ocr.errors import EmptyFile, InputError, OcrError, TooManyBytes
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import About
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page

from . import exits
from .flags import with_options
from .progress import progress

STDIN = "-"


@with_options
def read(
    files: Annotated[list[str], typer.Argument(help="Pictures or PDFs; '-' reads standard input.", metavar="FILE...")],
    format: Annotated[str, typer.Option("--format", "-f", help=f"One of: {', '.join(formats.names())}.")] = "txt",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for one result per file; else standard output.")
    ] = None,
    **chosen: Any,
) -> None:
    """Read the text of pictures and PDFs.

    Results go to standard output, or into a folder with -o (FILE.txt, FILE.json). What goes wrong with one file is said
    on standard error, and the others are still read.
    """
    try:
        wanted, options = formats.get(format), Options.parse(chosen)
    except (ValueError, OcrError) as error:
        raise typer.BadParameter(str(error)) from None
    if output and len({_result(file) for file in files}) < len(files):
        raise typer.BadParameter("two of the files have the same name; write them to folders of their own")
    folder = _folder(output) if output else None
    worst = exits.OK
    with progress() as bar:
        for file in files:
            write = _to_file(folder, file, wanted.extension) if folder else _to_stdout
            code = _read_one(file, options, lambda pages: write(wanted.bytes(pages, About(title=_result(file)))), bar)  # noqa: B023  called at once
            worst = worst or code
    raise typer.Exit(worst)


def _read_one(
    file: str, options: Options, write: Callable[[Iterator[Page]], None], bar: Callable[[str, Iterator[Page]], Any]
) -> int:
    """Read ``file`` and write it; say what went wrong. Answers with the exit code for it."""
    from onlineocr.ocr import recognize  # noqa: PLC0415  it loads the engines

    try:
        write(bar(file, recognize(_source(file), options)))
    except OcrError as error:
        _say(f"{file}: {error.detail}")
        return exits.code_for(error)
    except BrokenPipeError:
        # Whoever reads our output has gone, as 'head' does. Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(exits.OUTPUT) from None
    except OSError as error:
        _say(f"{file}: the result cannot be written ({error.strerror}). Make room, or choose another folder with -o.")
        return exits.OUTPUT
    return exits.OK


def _source(file: str) -> Path | bytes:
    if file == STDIN:
        return _standard_input(Limits().max_bytes)
    path = Path(file)
    if path.is_dir():
        raise InputError("It is a folder", remedy="Name the files in it, such as 'folder/*'.")
    try:
        with path.open("rb") as opened:
            opened.read(1)
    except FileNotFoundError:
        raise InputError("There is no such file", remedy="Check the name and the folder.") from None
    except OSError as error:
        raise InputError(f"It cannot be opened ({error.strerror})", remedy="Check who may read it.") from None
    return path


def _standard_input(most: int) -> bytes:
    if sys.stdin.isatty():
        raise EmptyFile("Standard input is a terminal", remedy="Pipe a file in: onlineocr read - < page.png")
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise TooManyBytes(f"Standard input has more than {most:,} bytes")
    return data


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _say(f"{path}: the folder cannot be made ({error.strerror}). Name another with -o.")
        raise typer.Exit(exits.OUTPUT) from None
    return path


def _result(file: str) -> str:
    return "stdin" if file == STDIN else Path(file).name


def _to_stdout(chunks: Iterator[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


def _to_file(folder: Path, file: str, extension: str) -> Callable[[Iterator[bytes]], None]:
    """Writes ``folder``/name.ext, whole or not at all: a reading that fails half way leaves an older result."""
    name = _result(file)
    target = folder / f"{name}{extension}"

    def write(chunks: Iterator[bytes]) -> None:
        unfinished = folder / f".{name}{extension}.{os.getpid()}"
        try:
            with unfinished.open("wb") as opened:
                opened.writelines(chunks)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)

    return write


def _say(text: str) -> None:
    typer.echo(text, err=True)
