"""Where a command's results go: standard output, a file, or a folder with a file for each."""

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

STREAM = "-"  # standard input among the inputs, standard output as the output
_STDOUT = {STREAM, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}


@dataclass(frozen=True, slots=True)
class Output:
    """Results in the format ``form``. ``path`` is a folder or a file; None is standard output. In a folder, a result is
    called like its input without ``drop`` at its end."""

    form: Format
    path: Path | None
    is_folder: bool = False
    drop: str = ""
    written: list[str] = field(default_factory=list, compare=False)
    """The inputs of which something went to standard output."""

    @classmethod
    def of(
        cls, output: str, files: Sequence[str], form: str = "", *, default: str = "", also: str = "", drop: str = ""
    ) -> Output:
        """For the results of ``files``, of which ``also`` is another input. Refuse as a wrong command line what cannot
        be done, before anything is read or written.

        ``form`` is the name of the format; without it the ending of the file tells it, and ``default`` for all else.
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
        """Write the result of ``file``, whole or not at all. Return a note for the person, or an empty text."""
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
        """``chunks``, parted from the result before as the pages of one result are."""
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
    """What a result is called by."""
    return "stdin" if file == STREAM else Path(file).name


def say(text: str) -> None:
    """Tell the person, beside the results."""
    typer.echo(text, err=True)


def quietly(text: str) -> None:
    """Take the place of :func:`say` for notes with ``--quiet``."""


def close_quietly() -> None:
    """Drop what cannot be written to standard output: Python would try, and complain, once more at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _is_folder(output: str, path: Path, files: Sequence[str]) -> bool:
    """A name that ends with '/' is a folder, and so is one without an ending, unless a file has it."""
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
    """A name like ``path`` that a folder can have."""
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
    """Whether there is a device or a pipe of this name."""
    return path.exists() and not path.is_file()


def _refuse_input(inputs: Sequence[str], name: str, output: os.stat_result | None) -> None:
    """However they are spelt, and by whatever links: two names of one file have the same number."""
    if output is None:
        return
    for file in inputs:
        source = _regular(0 if file == STREAM else Path(file))
        if source and os.path.samestat(source, output):
            raise typer.BadParameter(
                f"{name} is the same file as the input '{file}', which would be lost. Name another with -o."
            )


def _regular(file: Path | int) -> os.stat_result | None:
    """The status of a regular file, if it is one; links are followed."""
    try:
        found = os.fstat(file) if isinstance(file, int) else file.stat()
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _refuse_terminal(form: Format) -> None:
    if form.binary and sys.stdout.isatty():
        raise typer.BadParameter(f"the format '{form.name}' is nothing for a terminal: name a file with -o")


def _require_folder(path: Path) -> None:
    """Refuse a place in a folder that is not there, as 'cp' does: a misspelt name would make another one."""
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
