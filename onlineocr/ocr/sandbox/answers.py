"""Validation of a child's answer. The file may have taken over the child, so nothing is trusted without a check."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from ..errors import (
    DecodeMemory,
    DecoderCrashed,
    DecoderKilled,
    DecoderUnavailable,
    DecodeTimeout,
    InputError,
    LimitError,
    NoSpace,
    OcrError,
    from_wire,
    tree,
)  # fmt: skip
from ..limits import Limits
from ..page import DocumentInfo, Problem
from ..picture import MOST_BYTES, MOST_HEIGHT, MOST_WIDTH, Picture
from . import wire

_ERROR_LETTERS = 500
_MOST_PROBLEMS = 10
_PDF = b"%PDF-"
_SPENT = 0.8  # of the processor time limit: the kernel counts it in ticks, with an error of up to a tenth
_MAGIC = {"png": (0, b"\x89PNG\r\n\x1a\n"), "webp": (8, b"WEBPVP8")}
_ALLOWED = {error.code for root in (InputError, LimitError) for error in tree(root)}


def read(data: bytes, key: str) -> Any:
    """Return the value of ``key`` in the answer. Raise the error that the child reports instead."""
    try:
        said = json.loads(data)
        error = said.get("error")
        if error is None:
            return said[key]
    except (ValueError, KeyError, AttributeError, RecursionError):
        raise DecoderCrashed("The decoder gave no sensible answer") from None
    raise _reported(error, _ALLOWED | {NoSpace.code} if key == "searchable" else _ALLOWED)


def _reported(error: Any, allowed: set[str]) -> OcrError:
    try:
        code, detail, remedy = (_clean(error[name]) for name in ("code", "detail", "remedy"))
    except (TypeError, KeyError):
        return DecoderCrashed("The decoder gave no sensible answer")
    if code not in allowed:
        return DecoderCrashed("The decoder gave no sensible answer")
    return from_wire(code, detail, remedy)


def _clean(text: Any) -> str:
    if type(text) is not str:
        raise TypeError
    return "".join(letter for letter in text[:_ERROR_LETTERS] if letter.isprintable())


def document(said: Any, limits: Limits, media_types: tuple[str, ...]) -> DocumentInfo:
    """Return the checked description of a document. Raise :class:`DecoderCrashed` for an invalid one."""
    try:
        media_type, pages = said["media_type"], said["pages"]
    except (TypeError, KeyError):
        raise DecoderCrashed("The decoder gave no sensible answer") from None
    if media_type not in media_types or type(pages) is not int or not 1 <= pages <= limits.max_pages:
        raise DecoderCrashed("The decoder gave no sensible answer")
    return DocumentInfo(media_type, pages)


def picture(said: Any, fd: int, wanted: Picture) -> bytes:
    """Return the picture file in the memory ``fd``, after a check of its size and of its first bytes."""
    try:
        length, width, height = said["length"], said["width"], said["height"]
    except (TypeError, KeyError):
        raise DecoderCrashed("The decoder gave no sensible answer") from None
    bounds = ((length, MOST_BYTES), (width, wanted.width or MOST_WIDTH), (height, MOST_HEIGHT))
    if not all(type(value) is int and 1 <= value <= most for value, most in bounds):
        raise DecoderCrashed("The decoder gave no sensible answer")
    data = os.pread(fd, length, 0)
    start, magic = _MAGIC[wanted.format]
    if len(data) != length or not data.startswith(magic, start):
        raise DecoderCrashed("The decoder gave no sensible answer")
    return data


def searchable(said: Any, fd: int, most: int) -> list[Problem]:
    """Return the problems that the child reports for the PDF in ``fd``, and cut the file to its length.

    Raise :class:`DecoderCrashed` if it has more than ``most`` bytes or does not begin as a PDF.
    """
    try:
        length = said["length"]
        problems = [Problem(_clean(one["code"]), _clean(one["detail"])) for one in said["problems"][:_MOST_PROBLEMS]]
    except (TypeError, KeyError):
        raise DecoderCrashed("The decoder gave no sensible answer") from None
    if type(length) is not int or not 1 <= length <= min(most, os.fstat(fd).st_size):
        raise DecoderCrashed("The decoder gave no sensible answer")
    os.ftruncate(fd, length)
    if os.pread(fd, len(_PDF), 0) != _PDF:
        raise DecoderCrashed("The decoder gave no sensible answer")
    return problems


def untimely(end: wire.End, limits: Limits, *, begun: bool = True) -> OcrError:
    """Return the error of a child that ended without an answer. ``begun``: it was ready to read the file."""
    if end.code == wire.NO_CHILD and not begun:
        return DecoderUnavailable("No process could be started for the decoder")
    spent = end.processor >= _SPENT * limits.decode_seconds  # the kernel then sends SIGKILL, as an operator may
    if end.code in {-signal.SIGXCPU, -signal.SIGALRM} or (end.code == -signal.SIGKILL and spent):
        return DecodeTimeout(f"Decoding took longer than {limits.decode_seconds:g} seconds")
    large = end.resident > limits.decode_memory // 2
    if end.code == -signal.SIGKILL and not large:
        return DecoderKilled()  # by an operator, or by a system short of memory, but not because of this file
    if (end.code == wire.NO_MEMORY and begun) or (end.code < 0 and large):
        return DecodeMemory.over(limits.decode_memory)
    if not begun:
        return DecoderUnavailable(f"The decoder ended before it began to read the file (exit code {end.code})")
    how = signal.Signals(-end.code).name if end.code < 0 else f"exit code {end.code}"
    return DecoderCrashed(f"The decoder stopped while it read the file ({how})")
