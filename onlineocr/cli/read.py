"""``onlineocr read``: pictures and PDFs in, text out, without the service."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from onlineocr.ocr import plan
from onlineocr.ocr.errors import EmptyFile, InputError, OcrError, TooManyBytes
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import About
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page

from . import datafolder, exits, originals
from .flags import with_options
from .output import STREAM, Output, close_quietly, name_of, quietly, say
from .progress import Watch, progress
from .remedies import command, told, with_command

_DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/", "/dev/stdin")


@with_options
def read(
    files: Annotated[list[str], typer.Argument(help="Pictures or PDFs; '-' reads standard input.", metavar="FILE...")],
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", help=f"One of: {', '.join(formats.names())}. Else the ending of -o tells it, or txt."
        ),
    ] = "",
    output: Annotated[
        str, typer.Option("-o", "--output", help="File, or folder for one result per file; else standard output ('-').")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors and warnings.")] = False,
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder with languages that were added. [env: ONLINEOCR_DATA]")
    ] = None,
    **chosen: Any,
) -> None:
    """Read the text of pictures and PDFs.

    Results go to standard output. With -o they go to a file, if there is one FILE and the name has an ending, which
    also tells the format; else into a folder (FILE.txt, FILE.json), which is made if need be. The folder above must be
    there. A result is written whole or not at all, and never over a FILE. Errors, notes and progress go to standard
    error; when one FILE fails, the others are still read.
    """
    datafolder.existing(data)
    try:
        options = Options.parse(chosen)
        plan.check(options)
    except OcrError as error:
        raise typer.BadParameter(told(error)) from None
    target = Output.of(output, files, format, default="txt")
    worst = exits.OK
    with progress(quiet=quiet) as bar:
        for file in files:
            code = _read_one(file, options, target, bar, quietly if quiet else say)
            worst = worst or code
    raise typer.Exit(worst)


def _read_one(file: str, options: Options, target: Output, bar: Watch, note: Callable[[str], None]) -> int:
    """Read ``file`` and write its result; print errors. Return the exit code."""
    from onlineocr.ocr import recognize  # noqa: PLC0415  it loads the engines

    try:
        source = _source(file)
        with originals.at_hand(source, options, lambda said: note(f"{file}: {said}")) as original:
            about = About(
                title=name_of(file), languages=options.languages, original=original, detail=options.detail,
                sha256=originals.digest(source),
            )  # fmt: skip
            if said := target.write(file, bar(file, _warned(file, recognize(source, options))), about):
                note(said)
    except OcrError as error:
        say(f"{file}: {told(error)}")
        return exits.code_for(error)
    except BrokenPipeError:
        close_quietly()
        raise typer.Exit(exits.OUTPUT) from None
    except OSError as error:
        say(f"{file}: the result cannot be written ({error.strerror}). Make room, or choose another place with -o.")
        return exits.OUTPUT
    return exits.OK


def _warned(file: str, pages: Iterator[Page]) -> Iterator[Page]:
    """Pass ``pages`` on, and print their problems, also with ``--quiet``: most formats do not contain them."""
    for page in pages:
        for problem in page.problems:
            say(f"{file}: page {page.number}: {with_command(problem.code, problem.detail)}")
        yield page


def _source(file: str) -> Path | bytes:
    if file == STREAM:
        return _standard_input(Limits().max_bytes)
    path = Path(file)
    if path.is_dir():
        raise InputError("It is a folder", remedy="Name the files in it, such as 'folder/*'.")
    if path.is_fifo() and file.startswith(_DESCRIPTORS):  # from a shell's <(command)
        return _whole(path)
    if path.exists() and not path.is_file():
        raise InputError("It is no regular file", remedy=f"Pipe it in: {command()} read - < {shlex.quote(file)}")
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
        raise EmptyFile("Standard input is a terminal", remedy=f"Pipe a file in: {command()} read - < page.png")
    data = sys.stdin.buffer.read(most + 1)
    if len(data) > most:
        raise TooManyBytes(f"Standard input has more than {most:,} bytes")
    return data


def _whole(pipe: Path) -> bytes:
    most = Limits().max_bytes
    with pipe.open("rb") as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        raise TooManyBytes(f"The pipe has more than {most:,} bytes")
    return data
