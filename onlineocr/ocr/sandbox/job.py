"""One job for one child, as the interface for its owner."""

from __future__ import annotations

import errno
import os
from typing import Any, Self

from ..errors import DecoderCrashed, DecoderKilled, DecoderUnavailable, EngineFailed, OcrError
from ..page import Problem
from ..picture import Picture
from . import answers, wire
from .forkserver import ForkServer
from .link import Link, ProcessLost, ZygoteLost
from .shared import SharedImage, freeze
from .source import shortage_is_not_the_files

_REPEATS = 3  # of a job whose zygote dies, or whose child is stopped


class Job:
    """A job that runs from its creation. One thread uses it; any thread may call ``kill()``.

    It owns ``source``, ``canvas`` and ``layers`` until it is closed. Use it in a ``with``, or call ``result()``.
    """

    def __init__(
        self, forkserver: ForkServer, order: wire.Order, source: int, canvas: int | None, layers: int | None = None
    ) -> None:
        self._forkserver = forkserver
        self._order = order
        self._holds_memory = canvas is not None  # memory can be sealed only after the child's end
        self._held = [descriptor for descriptor in (source, canvas, layers) if descriptor is not None]
        self._killed = False
        self._closed = False
        try:
            self._link = Link(forkserver, order, self._held)
        except BaseException:
            self._release()
            raise

    def result(self, timeout: float | None = None) -> SharedImage:
        """Wait for the page. Call it only once: it closes the job.

        Raise TimeoutError after ``timeout`` seconds, with the job still running; InputError or LimitError
        as the child reports; :class:`~..errors.DecodeTimeout` after ``Limits.decode_seconds``.
        """
        said = self._said("page", timeout)
        try:
            freeze(self._held[1])
            return SharedImage.open(os.dup(self._held[1]), said)
        except OSError as error:
            raise _not_sealed(error) from None
        except ValueError:
            raise DecoderCrashed("The decoder gave no sensible answer") from None
        finally:
            self.close()

    def file(self, picture: Picture) -> bytes:
        """Wait for the ordered picture file. It raises errors and closes the job as :meth:`result` does."""
        said = self._said("picture", None)
        try:
            freeze(self._held[1])
            return answers.picture(said, self._held[1], picture)
        except OSError as error:
            raise _not_sealed(error) from None
        finally:
            self.close()

    def written(self) -> list[Problem]:
        """Wait for the ordered searchable PDF, which is written to the file ``canvas``, and return its problems.

        It raises errors and closes the job as :meth:`result` does.
        """
        said = self._said("searchable", None)
        try:
            return answers.searchable(said, self._held[1], self._order.output_bytes)
        finally:
            self.close()

    def _said(self, key: str, timeout: float | None) -> Any:
        try:
            return self.answer(key, timeout)
        except TimeoutError:
            raise
        except BaseException:
            self.close()
            raise

    def answer(self, key: str, timeout: float | None = None) -> Any:
        """Wait for the child and return the value of ``key`` in its answer."""
        try:
            return self._answer(key, timeout)
        except DecoderUnavailable as error:
            self._forkserver.note_refusal(str(error))
            raise

    def _answer(self, key: str, timeout: float | None) -> Any:
        try:
            data, end = self._link.wait(timeout, to_its_end=self._holds_memory)
        except ProcessLost as lost:
            data, end = self._again(lost, timeout)
        if data:
            self._forkserver.note_refusal("")
        if end.code == 0:
            return answers.read(data, key)
        if self._killed:
            raise DecoderCrashed("The decoder was ended from outside")
        raise answers.untimely(end, self._order.limits, begun=bool(data))

    def _again(self, lost: ProcessLost, timeout: float | None) -> tuple[bytes, wire.End]:
        """Repeat the job after the loss of its child, or of the zygote, whose death ends innocent children too."""
        for _ in range(_REPEATS):
            if isinstance(lost, ZygoteLost):
                self._forkserver.discard(self._link.control)
            self._link.close()
            if self._killed:
                raise DecoderCrashed("The decoder was ended from outside")
            with shortage_is_not_the_files():
                self._link = Link(self._forkserver, self._order, self._held)
            try:
                return self._link.wait(timeout, to_its_end=self._holds_memory)
            except ProcessLost as again:
                lost = again
        raise DecoderKilled

    def kill(self) -> None:
        """End the child now. A ``result()`` that waits in another thread raises an error."""
        self._killed = True
        self._link.kill()

    def close(self) -> None:
        """Kill the child if it still runs, and close all descriptors."""
        if not self._closed:
            self._closed = True
            self._link.close()
            self._release()

    def _release(self) -> None:
        for descriptor in self._held:
            os.close(descriptor)
        self._held = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _not_sealed(error: OSError) -> OcrError:
    """Return the error for memory that cannot be sealed.

    EBUSY is a temporary state of the kernel. Any other error is the act of a child that its file has taken over.
    """
    if error.errno == errno.EBUSY:
        return EngineFailed("The memory with the picture is still busy")
    return DecoderCrashed("The decoder kept hold of its picture")
