"""``onlineocr read``: pictures and PDFs in, text out, without the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from onlineocr.ocr import plan
from onlineocr.ocr.errors import OcrError, TooManyBytes
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import About
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import Page

from . import datafolder, exits, inputs, originals
from .flags import with_options
from .output import STREAM, Output, close_quietly, name_of, quietly, say
from .progress import Watch, progress
from .remedies import describe, with_command


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
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show errors and warnings only.")] = False,
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
        options = plan.parse(chosen)
        plan.check(options)
    except OcrError as error:
        raise typer.BadParameter(describe(error)) from None
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
        say(f"{file}: {describe(error)}")
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
    with inputs.opened(file, "read", "page.png") as source:
        if isinstance(source, Path):
            return source
        most = Limits().max_bytes
        data = inputs.read(source, most + 1)
    if len(data) > most:
        raise TooManyBytes(f"{'Standard input' if file == STREAM else 'It'} has more than {most:,} bytes")
    return data
