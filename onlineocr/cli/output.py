"""Where a command's results go: standard output, a file, or a folder with a file for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from onlineocr.ocr.export.base import About, Format
from onlineocr.ocr.page import Page

from . import exits

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """``path`` is a folder or a file; None is standard output."""

    path: Path | None
    is_folder: bool = False

    @classmethod
    def of(cls, path: Path | None, files: Sequence[str], form: Format) -> Output:
        """For the results of ``files`` in the format ``form``. Refuses, as a wrong command line, what cannot be.

        A name with an ending is a file, if there is one result and no folder of that name; else it is a folder.
        """
        if path is None:
            if form.binary and len(files) > 1:
                raise typer.BadParameter(f"several files of the format '{form.name}' need a folder: name it with -o")
            _refuse_terminal(form)
            return cls(None)
        if len({name_of(file) for file in files}) < len(files):
            raise typer.BadParameter("two of the files have the same name; write them to folders of their own")
        is_folder = len(files) > 1 or path.is_dir() or not path.suffix
        _make_folder(path if is_folder else path.parent)
        return cls(path, is_folder)

    def write(self, file: str, form: Format, pages: Iterable[Page], about: About) -> None:
        """The result of ``file``. In a folder it is called FILE.ext. A file is written whole or not at all."""
        fitting, rest = form.fitting(pages)
        chunks = fitting.bytes(rest, about)
        if self.path is None:
            _refuse_terminal(fitting)
            _to_stdout(chunks)
            return
        target = self.path / f"{name_of(file)}{fitting.extension}" if self.is_folder else self.path
        _to_file(target, chunks)
        if fitting is not form and not self.is_folder:
            say(f"{target}: it is a zip of one file for each page, since the format '{form.name}' holds one")


def name_of(file: str) -> str:
    """What a result is called by."""
    return "stdin" if file == STDIN else Path(file).name


def say(text: str) -> None:
    """Tell the person, beside the results."""
    typer.echo(text, err=True)


def close_quietly() -> None:
    """When whoever reads our output has gone, as ``head`` does: Python would complain once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse_terminal(form: Format) -> None:
    if form.binary and sys.stdout.isatty():
        raise typer.BadParameter(f"the format '{form.name}' is nothing for a terminal: name a file with -o")


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        say(f"{path}: the folder cannot be made ({error.strerror}). Name another with -o.")
        raise typer.Exit(exits.OUTPUT) from None


def _to_stdout(chunks: Iterator[bytes]) -> None:
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()


def _to_file(target: Path, chunks: Iterator[bytes]) -> None:
    """What fails half way leaves an older file as it was."""
    unfinished = target.parent / f".{target.name}.{os.getpid()}"
    try:
        with unfinished.open("wb") as opened:
            opened.writelines(chunks)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
