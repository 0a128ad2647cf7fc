"""The entry point: inspects documents and decodes pages, each in a child of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Self

from ..decode.sniff import MEDIA_TYPES
from ..limits import Limits
from ..options import Options
from ..page import DocumentInfo, Problem
from ..picture import MOST_BYTES, Picture
from . import answers
from .forkserver import ForkServer
from .job import Job
from .shared import SharedImage, new_canvas
from .source import opened, shortage_is_not_the_files
from .wire import Order

_PAGES_IN_TIME = 10  # pages of a searchable PDF that are made in the time limit of one decoded page
_LARGER, _MORE = 4, 64 * 1024 * 1024  # size limit of a searchable PDF: a multiple of the original plus bytes


class Sandbox:
    """Decoder of untrusted files in children with limits. They are forked by a zygote, which starts with the first job.

    A process needs one. Any number of threads may use it, each with any number of jobs. ``source`` is
    a path, or the descriptor of an open regular or memory file (its offset is neither used nor moved).
    After ``close()`` or the end of this process no child is left.
    """

    def __init__(self, limits: Limits | None = None, forkserver: Callable[[], ForkServer] = ForkServer) -> None:
        self.limits = limits or Limits()
        self._make_forkserver = forkserver
        self._lock = threading.Lock()
        self._forkserver: ForkServer | None = None
        self._owner = os.getpid()

    def warm(self) -> None:
        """Start the zygote now, so that the first job does not wait for it."""
        self._warm_forkserver().start()

    def check(self) -> None:
        """Replace a zygote that has died or is stopped. Raise :class:`~..errors.DecoderUnavailable` without one.

        Do nothing before the first job.
        """
        with self._lock:
            forkserver = self._forkserver if self._owner == os.getpid() else None
        if forkserver is not None:
            forkserver.check()

    def protections(self) -> dict[str, bool]:
        """Return which protections this kernel supports beside limits: ``namespaces``, ``landlock``, ``seccomp``."""
        forkserver = self._warm_forkserver()
        forkserver.start()
        return dict(forkserver.protections)

    def probe(self, source: Path | int, options: Options | None = None) -> DocumentInfo:
        """Return the media type by content and the number of pages.

        Raise :class:`~..errors.InputError` or :class:`~..errors.LimitError` for a file that cannot be read.
        """
        with self._start(source, 0, options or Options()) as job:
            return answers.document(job.answer("document"), self.limits, MEDIA_TYPES)

    def page(self, source: Path | int, number: int, options: Options | None = None) -> SharedImage:
        """Decode page ``number`` (from 1) and wait for it; errors as in :meth:`probe`."""
        with self.start_page(source, number, options) as job:
            return job.result()

    def picture(self, source: Path | int, number: int, picture: Picture, options: Options | None = None) -> bytes:
        """Return page ``number`` (from 1) as a picture file; errors as in :meth:`probe`."""
        _check_number(number)
        with self._start(source, number, options or Options(), MOST_BYTES, picture) as job:
            return job.file(picture)

    def start_page(self, source: Path | int, number: int, options: Options | None = None) -> Job:
        """Start to decode a page. The caller must call ``result()`` or ``kill()``; ``with`` does the latter."""
        _check_number(number)
        return self._start(source, number, options or Options(), self.limits.work_pixels * 3)

    def searchable(
        self, source: Path | int, layers: int, out: int, options: Options | None = None, *, pages: int = 1
    ) -> list[Problem]:
        """Write the document, or the pages that ``options`` select, with text ``layers`` to ``out``.

        ``layers`` is the descriptor of a file by :func:`~..export.pdf.layers.write` with layers of ``pages`` pages; the
        time limit grows with them. ``out`` is the descriptor of an empty file, open for reading and writing. Return the
        problems of the result; errors as in :meth:`probe`.
        """
        options, limits = options or Options(), self.limits
        limits = replace(limits, decode_seconds=limits.decode_seconds * (1 + pages / _PAGES_IN_TIME))
        descriptors: list[int] = []
        with shortage_is_not_the_files():
            try:
                descriptors.append(opened(source, self.limits))
                descriptors.append(_again(out, os.O_RDWR))
                descriptors.append(_again(layers, os.O_RDONLY))
            except BaseException:
                for descriptor in descriptors:
                    os.close(descriptor)
                raise
            room = _LARGER * os.fstat(descriptors[0]).st_size + _MORE
            job = Job(self._warm_forkserver(), Order.for_searchable(options, limits, room), *descriptors)
        with job:
            return job.written()

    def _start(
        self, source: Path | int, number: int, options: Options, room: int = 0, picture: Picture | None = None
    ) -> Job:
        """Start a job. With ``room`` the child writes to memory of so many bytes."""
        with shortage_is_not_the_files():
            descriptor = opened(source, self.limits)
            try:
                canvas = new_canvas(room) if room else None
            except BaseException:
                os.close(descriptor)
                raise
            return Job(self._warm_forkserver(), Order.of(number, options, self.limits, picture), descriptor, canvas)

    def _warm_forkserver(self) -> ForkServer:
        with self._lock:
            if self._forkserver is None or self._owner != os.getpid():  # never share a zygote after a fork
                self._forkserver, self._owner = self._make_forkserver(), os.getpid()
            return self._forkserver

    def close(self) -> None:
        """End every child. A later job would start a new zygote."""
        with self._lock:
            forkserver, self._forkserver = self._forkserver, None
        if forkserver is not None:
            forkserver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _again(descriptor: int, mode: int) -> int:
    """Open the same file again, with an offset of its own."""
    return os.open(f"/proc/self/fd/{descriptor}", mode | os.O_CLOEXEC)


def _check_number(number: int) -> None:
    if not 1 <= number <= 2**31:
        raise ValueError("pages count from 1")
