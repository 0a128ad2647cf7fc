"""The destination of a command's results: standard output, a file, or a folder with one file per result."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from onlineocr.ocr.export import files as whole
from onlineocr.ocr.export import registry as formats
from onlineocr.ocr.export.base import About, Format
from onlineocr.ocr.page import Page

from . import exits

STREAM = "-"  # as an input: standard input; as the output: standard output
_STDOUT = {STREAM, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


@dataclass(frozen=True, slots=True)
class Output:
    """A destination for results in the format ``form``. ``path`` is a folder or a file; None is standard output. In a
    folder, a result has the name of its input without the ending ``drop``."""

    form: Format
    path: Path | None
    is_folder: bool = False
    drop: str = ""
    written: list[str] = field(default_factory=list, compare=False)
    """The inputs with results written to standard output."""

    @classmethod
    def of(
        cls, output: str, files: Sequence[str], form: str = "", *, default: str = "", also: str = "", drop: str = ""
    ) -> Output:
        """Return the destination for the results of ``files``; ``also`` is another input.

        Refuses an impossible command line before anything is read or written. ``form`` is the name of the format;
        without it the ending of the file gives the format, else ``default``.
        """
        if list(files).count(STREAM) > 1:
            raise typer.BadParameter("standard input ('-') can be read only once")
        inputs = [*files, *([also] if also else [])]
        path = Path(output) if output and output not in _STDOUT else None
        if path:
            _refuse_input(inputs, f"'{path}'", _regular(path))
        is_folder = path is not None and _is_folder(output, path, files)
        chosen = cls(_format("" if is_folder or path is None else output, form, default), path, is_folder, drop)
        chosen._check(files, inputs)
        if path:
            _require_folder(path.parent)
            if is_folder:
                _make_folder(path)
        return chosen

    def write(self, file: str, pages: Iterable[Page], about: About) -> str:
        """Write the result of ``file``, whole or not at all. Return a note for the user, or an empty text."""
        fitting, rest = self.form.fitting(pages)
        chunks = fitting.bytes(rest, about)
        if self.path is None:
            _refuse_terminal(fitting)
            _to_stdout(self._parted(file, chunks))
            return ""
        target = self._target(file, fitting)
        with whole.replacing(target) as opened:
            opened.writelines(chunks)
        if fitting is self.form or self.is_folder:
            return ""
        return f"{target}: it is a zip of one file for each page, since the format '{self.form.name}' holds one"

    def _parted(self, file: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield ``chunks``, after the separator between two results if another result precedes."""
        begun = False
        for chunk in chunks:
            if not begun:
                yield self.form.between if self.written else b""
                self.written.append(file)
                begun = True
            yield chunk

    def _check(self, files: Sequence[str], inputs: Sequence[str]) -> None:
        if self.path is None:
            if self.form.binary and len(files) > 1:
                raise typer.BadParameter(
                    f"several files of the format '{self.form.name}' need a folder: name it with -o"
                )
            _refuse_terminal(self.form)
            _refuse_input(inputs, "standard output", _regular(1))
            return
        taken: dict[Path, int] = {}
        for number, file in enumerate(files):
            for form in filter(None, (self.form, self.form.several)):
                target = self._target(file, form)
                _refuse_input(inputs, f"'{target}'", _regular(target))
                if (other := taken.setdefault(target, number)) != number:
                    raise typer.BadParameter(
                        f"'{files[other]}' and '{file}' have the same name, so both results would be '{target}'. "
                        "Give each a folder of its own, in two calls."
                    )

    def _target(self, file: str, form: Format) -> Path:
        path = self.path or Path()
        return path / f"{name_of(file).removesuffix(self.drop)}{form.extension}" if self.is_folder else path


def name_of(file: str) -> str:
    """Return the name of the result of ``file``."""
    return "stdin" if file == STREAM else Path(file).name


def say(text: str) -> None:
    """Print a message to standard error."""
    typer.echo(text, err=True)


def quietly(text: str) -> None:
    """Ignore a message: replaces :func:`say` for notes with ``--quiet``."""


def close_quietly() -> None:
    """Discard unwritten standard output: else Python would try again at its end, and print an error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _is_folder(output: str, path: Path, files: Sequence[str]) -> bool:
    """Return whether the output is a folder: its name ends with '/', or has no ending and is not a file."""
    if path.is_dir() or output.endswith("/"):
        return True
    if len(files) > 1:
        if path.suffix or path.exists():
            raise typer.BadParameter(
                f"{len(files)} results need a folder, and '{output}' names one file. "
                f"Name a folder, such as '-o {_folder_like(path)}/'."
            )
        return True
    return not path.suffix and not path.exists()


def _folder_like(path: Path) -> Path:
    """Return a name like ``path`` that is free for a folder."""
    folder = path.with_suffix("")
    return folder.with_name(f"{folder.name}-results") if folder.is_file() else folder


def _format(file: str, form: str, default: str) -> Format:
    try:
        if form:
            return formats.get(form)
        if file and not _is_special(Path(file)) and (Path(file).suffix or not default):
            return formats.by_ending(file)
    except ValueError as error:
        raise typer.BadParameter(f"{error}" if form else f"{error}. Name the format with -f.") from None
    if not default:
        raise typer.BadParameter("the format is missing: name it with -f, or with -o a file that has its ending")
    return formats.get(default)


def _is_special(path: Path) -> bool:
    """Return whether ``path`` is a device or a pipe."""
    return path.exists() and not path.is_file()


def _refuse_input(inputs: Sequence[str], name: str, output: os.stat_result | None) -> None:
    """Refuse an output that is one of the inputs, under any spelling or link: both have the same inode."""
    if output is None:
        return
    for file in inputs:
        source = _regular(0 if file == STREAM else Path(file))
        if source and os.path.samestat(source, output):
            raise typer.BadParameter(
                f"{name} is the same file as the input '{file}', which would be lost. Name another with -o."
            )


def _regular(file: Path | int) -> os.stat_result | None:
    """Return the status of a regular file, following links, else None."""
    try:
        found = os.fstat(file) if isinstance(file, int) else file.stat()
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _refuse_terminal(form: Format) -> None:
    if form.binary and sys.stdout.isatty():
        raise typer.BadParameter(f"the format '{form.name}' is nothing for a terminal: name a file with -o")


def _require_folder(path: Path) -> None:
    """Refuse a path in a missing folder, as 'cp' does: a misspelt name would create another one."""
    if not path.is_dir():
        wrong = "this is no folder. Name" if path.exists() else "there is no such folder. Make it, or name"
        say(f"{path}: {wrong} another with -o.")
        raise typer.Exit(exits.OUTPUT)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        say(f"{path}: the folder cannot be made ({error.strerror}). Name another with -o.")
        raise typer.Exit(exits.OUTPUT) from None


def _to_stdout(chunks: Iterator[bytes]) -> None:
    for chunk in chunks:
        try:
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
        except OSError:
            close_quietly()
            raise
