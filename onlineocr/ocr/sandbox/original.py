"""The original file for exports that need it: opened again, in a decode child."""

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
    """Open the file that the pages were read from, for formats that need it.

    ``source`` and ``options`` are those of :func:`~..pipeline.recognize`; of the options, pages and password matter. An
    open file is read from its position: call ``seek(0)`` first.
    """
    taken, limits = sources.take(source, limits or Limits())
    with Sandbox(limits) as sandbox:
        yield OriginalFile(sandbox, partial(sources.opened, taken), options)


class OriginalFile:
    """The original file of a document.

    ``opened`` is a context manager with the file's path or descriptor. Of ``options`` the pages and the password
    matter. A finished PDF is a temporary file in ``folder``, or in the system's folder, until its last chunk is read.
    ``problems`` are those of the PDF; they are complete when its first chunk has come.
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
        """Return the number of pages in the file, regardless of the selected pages."""
        with self._opened() as source:
            return self._sandbox.probe(source, self._options).pages

    def searchable(self, layers: int, count: int) -> Iterator[bytes]:
        """Return the file as a PDF with text layers (see :class:`~..export.base.Original`)."""
        with tempfile.TemporaryFile(dir=self._folder) as out:
            with self._opened() as source:
                self.problems = self._sandbox.searchable(source, layers, out.fileno(), self._options, pages=count)
            while piece := out.read(_PIECE):
                yield piece
