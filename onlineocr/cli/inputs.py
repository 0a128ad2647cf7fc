"""The inputs that commands name: files, standard input, and descriptors that the caller has opened."""

from __future__ import annotations

import os
import re
import shlex
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from onlineocr.ocr.errors import EmptyFile, InputError

from .output import STREAM
from .remedies import command

_DESCRIPTOR = re.compile(r"/dev/(?:stdin|fd/(\d{1,9}))|/proc/self/fd/(\d{1,9})")


@contextmanager
def opened(file: str, verb: str, example: str, empty: str = EmptyFile.remedy) -> Iterator[Path | IO[bytes]]:
    """Yield the path of a regular file, or a stream that can be read once.

    ``verb`` and ``example`` are the command and a file's name, for remedies; ``empty`` is the one for an empty file.
    Streams are '-', /dev/stdin, and descriptors that are pipes, sockets or devices, such as those of a shell's
    <(command). A descriptor is read itself: opening its path again would wait for another writer.
    """
    path, number = Path(file), _descriptor(file)
    if file != STREAM and (number is None or not path.exists() or path.is_file()):
        yield _path(path, verb, example, empty)
        return
    with _stream(file, number) as stream:
        if stream.isatty():
            name = "Standard input" if not number else "It"
            raise EmptyFile(f"{name} is a terminal", remedy=f"Pipe a file in: {command()} {verb} - < {example}")
        yield stream


def read(stream: IO[bytes], most: int) -> bytes:
    """Return at most ``most`` bytes of a stream that :func:`opened` gave."""
    try:
        return stream.read(most)
    except OSError as error:
        raise _unreadable(error) from None


def _descriptor(file: str) -> int | None:
    found = _DESCRIPTOR.fullmatch(file)
    return int(found[1] or found[2] or 0) if found else None


@contextmanager
def _stream(file: str, number: int | None) -> Iterator[IO[bytes]]:
    if number is None or file == STREAM:
        yield sys.stdin.buffer
        return
    try:
        stream = os.fdopen(os.dup(number), "rb")
    except OSError as error:
        raise _unreadable(error) from None
    with stream:
        yield stream


def _path(path: Path, verb: str, example: str, empty: str) -> Path:
    """Return the path of a regular file that can be read, else raise :class:`InputError`."""
    try:
        status = path.stat()
        mode = status.st_mode
        if stat.S_ISREG(mode):
            path.open("rb").close()
    except FileNotFoundError:
        raise InputError("There is no such file", remedy="Check the name and the folder.") from None
    except OSError as error:
        raise _unreadable(error) from None
    if stat.S_ISDIR(mode):
        raise InputError("It is a folder", remedy=f"Name a file in it, such as {shlex.quote(f'{path}/{example}')}.")
    if stat.S_ISFIFO(mode):
        raise InputError("It is a named pipe", remedy=f"Pipe it in: {command()} {verb} - < {shlex.quote(str(path))}")
    if not stat.S_ISREG(mode):
        kind = "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise InputError(f"It is {kind}, and no file", remedy="Save its contents to a file, and name that file.")
    if not status.st_size:  # also files of /proc, some of which block their reader
        raise EmptyFile(remedy=empty)
    return path


def _unreadable(error: OSError) -> InputError:
    return InputError(f"It cannot be read ({error.strerror})", remedy="Check who may read it.")
