"""Children that a file has taken over: each test boots a real zygote whose children do something vile."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onlineocr.ocr.errors import DecodeMemory, DecoderCrashed, DecodeTimeout, TooManyPixels
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.page import DocumentInfo
from onlineocr.ocr.sandbox import Sandbox, SharedImage
from onlineocr.ocr.sandbox.forkserver import ForkServer
from tests.ocr.sandbox.orders import carrying

LIMITS = Limits(decode_seconds=30, decode_memory=256 * 2**20, work_pixels=10_000)


PATCH = """
import fcntl, os, signal, time
from onlineocr.ocr.sandbox import child
honest = child._answer
def obey(file, order):
    names = globals() | locals()
    exec("def deed(): " + (order.chosen["password"] or "return honest(file, order)"), names)
    return names["deed"]()
child._answer = obey
"""


class RogueForkServer(ForkServer):
    boot = ForkServer.boot.replace("from onlineocr.ocr.sandbox.zygote", PATCH + "from onlineocr.ocr.sandbox.zygote")


class Rogue:
    """A sandbox whose children do what the password says, where an honest one would decode. Its bounds hold."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.sandbox = Sandbox(limits, RogueForkServer)
        self.sandbox.warm()

    def page(self, path: Path, deed: str) -> SharedImage:
        return self.sandbox.page(path, 1, carrying(deed))

    def probe(self, path: Path, deed: str) -> DocumentInfo:
        return self.sandbox.probe(path, carrying(deed))


@pytest.fixture(scope="module")
def rogue() -> Iterator[Rogue]:
    rogue = Rogue()
    yield rogue
    rogue.sandbox.close()


@pytest.fixture(scope="module")
def hasty() -> Iterator[Rogue]:
    """The same with a short deadline."""
    rogue = Rogue(replace(LIMITS, decode_seconds=1))
    yield rogue
    rogue.sandbox.close()


def page(**changes: Any) -> str:
    honest = {
        "number": 1, "width": 2, "height": 2, "dpi": None, "full_width": 2, "full_height": 2, "problems": [],
        "own_text": None,
    }  # fmt: skip
    return f"return {{'page': {honest | changes!r}}}"


@pytest.mark.parametrize(
    "deed",
    [
        "os.write(5, b'garbage'); os._exit(0)",
        "os.write(5, b'[1, 2'); os._exit(0)",
        "os.write(5, b'[' * 100000); os._exit(0)",
        "os.write(5, b'null'); os._exit(0)",
        "os.write(5, b'\\xff\\xfe'); os._exit(0)",
        "os._exit(0)",
        "return {}",
        "return {'document': 7, 'page': 'x'}",
        "return {'error': 'x'}",
        "return {'error': {'code': 'engine_error', 'detail': 'x', 'remedy': ''}}",
        "return {'error': {'code': 'no_such_code', 'detail': 'x', 'remedy': ''}}",
        "return {'error': {'code': 'damaged_file', 'detail': 7, 'remedy': ''}}",
        "return {'document': {'media_type': 'text/html', 'pages': 1}}",
        "os._exit(3)",
        "raise RuntimeError('a mistake of ours')",
        "os.kill(os.getpid(), signal.SIGSEGV); os.abort()",
    ],
)
def test_nonsense_is_not_believed(rogue: Rogue, deed: str, picture: Path) -> None:
    for ask in (rogue.page, rogue.probe):
        with pytest.raises(DecoderCrashed):
            ask(picture, deed)


@pytest.mark.parametrize(
    "deed",
    [
        page(width=5000, height=5000),
        page(width=-1),
        page(width=10**30),
        page(width=2.0),
        page(width=True),
        page(width="2"),
        page(dpi=-1),
        page(dpi="x"),
        page(full_width=0),
        page(problems="x"),
        page(problems=[{"code": 1, "detail": "x"}]),
        "return {'page': {'number': 1}}",
    ],
)
def test_a_page_that_cannot_be_is_not_believed(rogue: Rogue, deed: str, picture: Path) -> None:
    with pytest.raises(DecoderCrashed):
        rogue.page(picture, deed)


def test_an_answer_without_end_is_cut_short(rogue: Rogue, picture: Path) -> None:
    with pytest.raises(DecoderCrashed, match="no end"):
        rogue.page(picture, "\n while True: os.write(5, b'x' * 65536)")


def test_control_characters_do_not_come_through(rogue: Rogue, picture: Path) -> None:
    said = {"code": "too_many_pixels", "detail": "a\x1b[31m\nb" + "x" * 9999, "remedy": "\0"}
    with pytest.raises(TooManyPixels) as refusal:
        rogue.page(picture, f"return {{'error': {said!r}}}")
    assert str(refusal.value).startswith("a[31mbxxx")
    assert len(str(refusal.value)) <= 500


def test_a_child_that_sleeps_is_killed_at_the_deadline(hasty: Rogue, picture: Path) -> None:
    began = time.monotonic()
    with pytest.raises(DecodeTimeout, match="longer than 1 seconds"):
        hasty.page(picture, "time.sleep(60)")
    assert 0.9 < time.monotonic() - began < 20


def test_a_child_that_ignores_signals_is_killed_too(hasty: Rogue, picture: Path) -> None:
    deed = "\n [signal.signal(s, signal.SIG_IGN) for s in (14, 15, 24)]\n while True: pass"
    with pytest.raises(DecodeTimeout):
        hasty.page(picture, deed)


def test_a_child_whose_processor_time_ends_first_took_too_long(hasty: Rogue, picture: Path) -> None:
    """The kernel sends it the signal that an operator would send, and it must not count as one of an operator's."""
    with hasty.sandbox.start_page(picture, 1, carrying("\n while True: pass")) as job:
        time.sleep(4)  # the parent looks only when the kernel has ended the child
        with pytest.raises(DecodeTimeout):
            job.result()


@pytest.mark.parametrize("deed", ["held = [bytearray(2**25) for _ in range(500)]", "held = bytearray(2**40)"])
def test_a_child_that_eats_memory_is_stopped(rogue: Rogue, picture: Path, deed: str) -> None:
    with pytest.raises(DecodeMemory):
        rogue.page(picture, deed)


def test_a_child_cannot_seal_its_picture(rogue: Rogue, picture: Path) -> None:
    with pytest.raises(DecoderCrashed, match="exit code"):
        rogue.page(picture, "fcntl.fcntl(4, 1033, 1); " + page())  # F_ADD_SEALS, F_SEAL_SEAL


def test_a_picture_that_can_still_change_is_refused(rogue: Rogue, picture: Path) -> None:
    with rogue.sandbox.start_page(picture, 1, carrying(page())) as job:
        fcntl.fcntl(job._held[1], fcntl.F_ADD_SEALS, fcntl.F_SEAL_SEAL)  # no seal can be added after this one
        with pytest.raises(DecoderCrashed, match="kept hold"):
            job.result()


def test_one_vile_child_does_not_disturb_the_next(rogue: Rogue, picture: Path) -> None:
    for _ in range(3):
        with pytest.raises(DecoderCrashed, match="SIGABRT"):
            rogue.page(picture, "os.abort()")
        with rogue.page(picture, "") as shared:
            assert shared.image().width > 0
