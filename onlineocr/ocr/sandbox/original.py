"""A file as exports want it that are made from it: opened again, in a decode child."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from ..limits import Limits
from ..options import Options
from ..page import Problem
from .box import Sandbox

_PIECE = 256 * 1024


@contextmanager
def original(
    source: Path | str | bytes, options: Options | None = None, limits: Limits | None = None
) -> Iterator[OriginalFile]:
    """The file that pages were read from, for formats that are made from it, too.

    ``source`` is a path or the file's bytes, as :func:`~..pipeline.recognize` takes it, and so are ``options``: pages
    and password matter.
    """
    with Sandbox(limits) as sandbox:
        yield OriginalFile(sandbox, partial(_opened, source), options)


@contextmanager
def _opened(source: Path | str | bytes) -> Iterator[Path | int]:
    if not isinstance(source, bytes):
        yield Path(source)
        return
    with open(os.memfd_create("original", os.MFD_CLOEXEC), "w+b") as file:  # noqa: PTH123 - a descriptor
        file.write(source)
        file.flush()
        yield file.fileno()


class OriginalFile:
    """``opened`` gives the file's path or descriptor while something is made from it; of ``options`` the pages and the
    password matter. What is made lies in ``folder``, or where the system puts such files, until it has been taken.

    ``problems`` is what is to be said about it, once its first chunk has come.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        opened: Callable[[], AbstractContextManager[Path | int]],
        options: Options | None = None,
        folder: Path | None = None,
    ) -> None:
        self.problems: list[Problem] = []
        self._sandbox = sandbox
        self._opened = opened
        self._options = options
        self._folder = folder

    def searchable(self, layers: int, count: int) -> Iterator[bytes]:
        """As :class:`~..export.base.Original` says."""
        with tempfile.TemporaryFile(dir=self._folder) as out:
            with self._opened() as source:
                self.problems = self._sandbox.searchable(source, layers, out.fileno(), self._options, pages=count)
            while piece := out.read(_PIECE):
                yield piece
