"""A page's pixels in memory that can be passed to another process without a copy."""

from __future__ import annotations

import errno
import fcntl
import math
import mmap
import os
import time
from typing import Any, Self

import numpy as np

from ..page import OwnText, PageImage, Problem
from ..schema import Json
from . import owntext

_LARGEST_SIDE = 100_000_000
_PAUSES = (0.005, 0.02, 0.1, 0.4)  # seconds
_MOST_PROBLEMS, _MOST_LETTERS = 50, 1000


class SharedImage:
    """One decoded page: ``fd`` is a sealed memory file with its pixels, ``meta`` is their description.

    Close it by ``with``; ``image()`` may outlive it. To pass it to another process, send ``fd`` over a Unix socket
    together with ``meta`` and call :meth:`open` there.
    """

    def __init__(self, fd: int, meta: Json) -> None:
        self.fd = fd
        self.meta = meta

    @classmethod
    def open(cls, fd: int, meta: Any) -> Self:
        """Take ownership of ``fd``. Close it and raise ValueError if ``meta`` does not match its content."""
        try:
            return cls(fd, _checked(meta, os.fstat(fd).st_size))
        except BaseException:
            os.close(fd)
            raise

    def image(self) -> PageImage:
        """Return the page with its pixels mapped read-only from the shared memory."""
        width, height = self.meta["width"], self.meta["height"]
        memory = mmap.mmap(self.fd, width * height * 3, prot=mmap.PROT_READ)
        return PageImage(
            self.meta["number"],
            np.frombuffer(memory, np.uint8).reshape(height, width, 3),
            self.meta["dpi"],
            self.meta["full_width"],
            self.meta["full_height"],
            tuple(Problem(problem["code"], problem["detail"]) for problem in self.meta["problems"]),
            OwnText.from_dict(own_text) if (own_text := self.meta["own_text"]) else None,
        )

    def close(self) -> None:
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def new_canvas(length: int) -> int:
    """Return a memory file of fixed ``length`` in bytes. Unused pages of it take no memory."""
    fd = os.memfd_create("page", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, length)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return fd


def freeze(fd: int) -> None:
    """Make the memory file read-only for every process. Raise OSError if a process still has it mapped for writing.

    The kernel itself may hold pages of it for a moment (it moves or counts them) and then returns EBUSY, as for a file
    that is still mapped for writing. So the call is repeated for a while.
    """
    for pause in (*_PAUSES, None):
        try:
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL)
        except OSError as error:
            if pause is None or error.errno != errno.EBUSY:
                raise
            time.sleep(pause)
        else:
            return


def _checked(meta: Any, room: int) -> Json:
    try:
        number, width, height = (_whole(meta[name]) for name in ("number", "width", "height"))
        full_width, full_height = (_whole(meta[name]) for name in ("full_width", "full_height"))
        dpi = _dpi(meta["dpi"])
        problems = [
            {"code": _text(problem["code"]), "detail": _text(problem["detail"])}
            for problem in meta["problems"][:_MOST_PROBLEMS]
        ]
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"a page's description lacks {error}") from None
    own_text = owntext.checked(meta["own_text"], full_width, full_height)
    if width * height * 3 > room:
        raise ValueError(f"{width} x {height} pixels do not fit into {room} bytes")
    return {
        "number": number, "width": width, "height": height, "dpi": dpi,
        "full_width": full_width, "full_height": full_height, "problems": problems, "own_text": own_text,
    }  # fmt: skip


def _whole(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= _LARGEST_SIDE:
        raise ValueError(f"{value!r} is no number of pixels")
    return value


def _dpi(value: Any) -> float | None:
    if value is None:
        return None
    if type(value) not in {int, float} or not math.isfinite(value) or not 0 < value <= 100_000:
        raise ValueError(f"{value!r} is no resolution")
    return float(value)


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return "".join(letter for letter in value[:_MOST_LETTERS] if letter.isprintable())
