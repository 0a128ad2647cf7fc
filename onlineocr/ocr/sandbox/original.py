"""A file as exports want it that are made from it: opened again, in a decode child."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .. import sources
from ..limits import Limits
from ..options import Options
from ..page import Problem
from .box import Sandbox

if TYPE_CHECKING:
    from ..sources import Source

_PIECE = 256 * 1024


@contextmanager
def original(source: Source, options: Options | None = None, limits: Limits | None = None) -> Iterator[OriginalFile]:
    """The file that pages were read from, for formats that are made from it, too.

    ``source`` is what :func:`~..pipeline.recognize` takes, and so are ``options``: pages and password matter. An open
    file is read from where it is: ``seek(0)`` first.
    """
    taken, limits = sources.take(source, limits or Limits())
    with Sandbox(limits) as sandbox:
        yield OriginalFile(sandbox, partial(sources.opened, taken), options)


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

    def pages(self) -> int:
        """The number of pages in the file, whatever the options choose."""
        with self._opened() as source:
            return self._sandbox.probe(source, self._options).pages

    def searchable(self, layers: int, count: int) -> Iterator[bytes]:
        """As :class:`~..export.base.Original` says."""
        with tempfile.TemporaryFile(dir=self._folder) as out:
            with self._opened() as source:
                self.problems = self._sandbox.searchable(source, layers, out.fileno(), self._options, pages=count)
            while piece := out.read(_PIECE):
                yield piece
