from __future__ import annotations

import fcntl
import mmap
import os
import socket
import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onlineocr.ocr.page import Problem
from onlineocr.ocr.sandbox import SharedImage
from onlineocr.ocr.sandbox.shared import freeze, new_canvas

META: dict[str, Any] = {
    "number": 3, "width": 2, "height": 2, "dpi": 300, "full_width": 4, "full_height": 4,
    "problems": [{"code": "animation", "detail": "first frame"}],
    "own_text": {
        "lines": [["Hello Bob", [[0, 0], [4, 0], [4, 2], [0, 2]], [["Hello", 0, 0, 2, 2], ["Bob", 2, 0, 4, 2]]]],
        "pictures": [[0, 2, 4, 4]], "characters": 8, "unmapped": 0, "outside": 0, "complete": True,
        "symbols": 0,
    },
}  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*META, "code"]), inner, max_size=7),
)


def canvas(data: bytes) -> int:
    fd = new_canvas(len(data))
    os.pwrite(fd, data, 0)
    return fd


def test_it_travels_over_a_socket() -> None:
    here, there = socket.socketpair()
    with here, there, SharedImage.open(canvas(bytes(range(12))), META) as sent:
        socket.send_fds(here, [b"x"], [sent.fd])
        _, fds, _, _ = socket.recv_fds(there, 1, 1)
        with SharedImage.open(fds[0], sent.meta) as received:
            page = received.image()
    assert page.pixels.tolist() == np.arange(12).reshape(2, 2, 3).tolist()
    assert (page.number, page.dpi, page.full_width, page.scale) == (3, 300.0, 4, 2.0)
    assert page.problems == (Problem("animation", "first frame"),)


def test_a_frozen_canvas_cannot_be_written() -> None:
    fd = canvas(bytes(12))
    freeze(fd)
    with pytest.raises(PermissionError):
        os.pwrite(fd, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(fd, 5)
    os.close(fd)


def test_it_refuses_more_pixels_than_there_are_and_closes_the_descriptor() -> None:
    fd = canvas(bytes(11))
    with pytest.raises(ValueError, match="2 x 2 pixels do not fit into 11 bytes"):
        SharedImage.open(fd, META)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(fd)


@settings(deadline=None, max_examples=50)
@given(ANYTHING)
def test_it_takes_no_nonsense(meta: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its texts
        SharedImage.open(canvas(bytes(12)), meta)


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(META)), ANYTHING)
def test_a_description_with_one_wrong_part_is_refused_or_harmless(name: str, value: Any) -> None:
    try:
        shared = SharedImage.open(canvas(bytes(12)), META | {name: value})
    except ValueError:
        return
    with shared:
        assert shared.image().pixels.size <= 12


def test_it_waits_for_one_who_lets_go_soon() -> None:
    fd = new_canvas(4096)
    held = mmap.mmap(fd, 4096)
    threading.Timer(0.05, held.close).start()
    freeze(fd)
    assert fcntl.fcntl(fd, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE
    os.close(fd)


def test_it_gives_up_on_one_who_does_not_let_go() -> None:
    fd = new_canvas(4096)
    with mmap.mmap(fd, 4096), pytest.raises(OSError, match="busy"):
        freeze(fd)
    os.close(fd)
