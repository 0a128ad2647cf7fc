"""``onlineocr convert``: a JSON result in another format, without recognition."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onlineocr.ocr.errors import InputError, InvalidResult, OcrError, OriginalGone, PdfEncrypted, WrongPassword
from onlineocr.ocr.export import reading
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import Format
from onlineocr.ocr.options import Options
from onlineocr.ocr.wording import counted

from . import exits, inputs, originals
from .output import Output, close_quietly, name_of, quietly, say
from .remedies import describe

if TYPE_CHECKING:
    from onlineocr.ocr.sandbox.original import OriginalFile

_CHUNK = 1 << 20  # bytes


def convert(
    file: Annotated[str, typer.Argument(help="A JSON result; '-' reads standard input.", metavar="FILE")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "-t",
            "--format",
            "-f",
            help=f"One of: {', '.join(formats.names())}. Else the ending of -o tells it.",
        ),
    ] = "",
    output: Annotated[str, typer.Option("-o", "--output", help="File or folder; else standard output ('-').")] = "",
    original: Annotated[
        Path | None,
        typer.Option("--original", help="The picture or PDF that was read, for the formats 'pdf' and 'zip'."),
    ] = None,
    password: Annotated[str, typer.Option("--password", help="Password of that PDF.")] = "",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show errors only.")] = False,
) -> None:
    """Write a JSON result in another format.

    The file is one that 'onlineocr read -f json' or '?format=json' wrote, of any size. It is checked before
    anything is written.
    """
    note = quietly if quiet else say
    target = Output.of(output, [file], to, also=str(original or ""), drop=".json")
    try:
        with _regular(file) as path:
            result = reading.opened(path)
            title = name_of(file).removesuffix(".json")
            with _at_hand(target.form, original, password, note) as opened:
                if opened is not None and original is not None:
                    _require_same(original, result.about.sha256)
                    _require_pages(opened, result.last, str(original))
                if said := target.write(file, result.pages(), replace(result.about, title=title, original=opened)):
                    note(said)
    except OcrError as error:
        say(f"{file}: {describe(error)}")
        raise typer.Exit(exits.code_for(error)) from None
    except BrokenPipeError:
        close_quietly()
        raise typer.Exit(exits.OUTPUT) from None
    except OSError as error:
        say(f"{file}: the result cannot be written ({error.strerror}). Make room, or choose another place with -o.")
        raise typer.Exit(exits.OUTPUT) from None


def _at_hand(
    form: Format, original: Path | None, password: str, note: Callable[[str], None]
) -> AbstractContextManager[OriginalFile | None]:
    if original is None and form.needs_original:
        raise OriginalGone(
            f"The format '{form.name}' is made from the picture or PDF that was read, which the result does not hold",
            remedy="Name that file with --original FILE.",
        )
    if original is None:
        return nullcontext()
    if not original.is_file():
        raise InputError(f"There is no file '{original}'", remedy="Name the file that was read with --original.")
    return originals.at_hand(original, Options.parse({"password": password}), note)


def _require_same(original: Path, sha256: str) -> None:
    """Refuse a file with another digest than ``sha256``. Results of earlier versions have no digest."""
    found = originals.digest(original)
    if sha256 and found and found != sha256:
        raise InputError(
            f"'{original}' is not the file that the result was read from: its SHA-256 is another one",
            remedy="Name the file that was read with --original, unchanged.",
        )


def _require_pages(opened: OriginalFile, last: int, name: str) -> None:
    """Refuse a file with fewer pages than the result was read from: it is another file."""
    try:
        count = opened.pages()
    except (PdfEncrypted, WrongPassword):  # a zip leaves out the formats that need it; others refuse on their own
        return
    if last > count:
        raise InputError(
            f"It has a result for page {last:,}, and '{name}' has {counted(count, 'page')}",
            remedy="Name the file that was read with --original.",
        )


@contextmanager
def _regular(file: str) -> Iterator[Path]:
    """Yield the path of ``file`` for reading twice: a stream is copied to a temporary file."""
    with inputs.opened(file, "convert", "result.json", InvalidResult.remedy) as source:
        if isinstance(source, Path):
            yield source
            return
        with tempfile.NamedTemporaryFile(suffix=".json") as kept:
            while chunk := inputs.read(source, _CHUNK):
                kept.write(chunk)
            kept.flush()
            yield Path(kept.name)
