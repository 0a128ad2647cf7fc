"""Children and zygotes that die, are killed, or must be gone."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onlineocr.ocr.errors import (
    DecodeMemory,
    DecoderCrashed,
    DecoderKilled,
    DecodeTimeout,
    OcrError,
    UnsupportedType,
)
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.sandbox import Sandbox, SandboxWatch
from onlineocr.ocr.sandbox.answers import untimely
from onlineocr.ocr.sandbox.wire import End
from onlineocr.ocr.sandbox.zygote import AT_WORK
from tests.ocr.decode.decoded import pdf_page


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A PDF that takes PDFium minutes."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(pdf_page(b"0 0 1 1 re f " * 3_000_000))
    return path


def zygote(sandbox: Sandbox) -> int:
    sandbox.warm()
    pid = sandbox._warm_forkserver().pid
    assert pid
    return pid


def children(pid: int) -> list[int]:
    """Those at work; the one that waits for the next order is left out."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if name(child) == AT_WORK]


def name(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def descriptors(pid: int | str) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def settled(count: Callable[[], int]) -> int:
    """The value of ``count`` once it has not changed for a fifth of a second: a child that has just answered
    is still being buried."""
    seen = [count()]
    while len(seen) < 10 or len(set(seen[-10:])) > 1:
        time.sleep(0.02)
        seen.append(count())
    return seen[-1]


def gone(pid: int) -> bool:
    """Dead, or dead and waiting for a parent that does not ask."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_page_that_takes_too_long_is_given_up(slow: Path) -> None:
    with Sandbox(Limits(decode_seconds=0.5)) as sandbox:
        pid = zygote(sandbox)
        with pytest.raises(DecodeTimeout):
            sandbox.page(slow, 1)
        assert eventually(lambda: not children(pid))


def test_it_can_be_waited_for_in_steps(sandbox: Sandbox, slow: Path) -> None:
    with sandbox.start_page(slow, 1) as job:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                job.result(timeout=0.05)
    assert eventually(lambda: not children(zygote(sandbox)))


def test_another_thread_can_end_a_job(sandbox: Sandbox, slow: Path) -> None:
    job = sandbox.start_page(slow, 1)
    timer = threading.Timer(0.2, job.kill)
    timer.start()
    began = time.monotonic()
    with pytest.raises(DecoderCrashed, match="ended from outside"):
        job.result()
    assert time.monotonic() - began < 8
    timer.join()


def test_a_job_ended_at_once_leaves_nothing(sandbox: Sandbox, slow: Path) -> None:
    for _ in range(5):
        sandbox.start_page(slow, 1).close()
    assert eventually(lambda: not children(zygote(sandbox)))


def test_a_small_child_that_is_killed_is_not_to_blame(sandbox: Sandbox, slow: Path) -> None:
    with sandbox.start_page(slow, 1) as job:
        assert eventually(lambda: len(children(zygote(sandbox))) == 1)
        os.kill(children(zygote(sandbox))[0], signal.SIGKILL)
        with pytest.raises(DecoderKilled) as raised:
            job.result()
    assert not raised.value.permanent


def test_a_large_child_that_the_system_kills_ran_out_of_memory() -> None:
    limits = Limits()
    assert isinstance(untimely(End(-signal.SIGKILL, limits.decode_memory), limits), DecodeMemory)
    assert isinstance(untimely(End(-signal.SIGKILL, limits.decode_memory // 4), limits), DecoderKilled)


def test_a_dead_zygote_is_replaced(picture: Path) -> None:
    with Sandbox() as sandbox:
        first = zygote(sandbox)
        os.kill(first, signal.SIGKILL)
        assert sandbox.probe(picture).pages == 1
        assert zygote(sandbox) != first


def test_a_job_survives_its_zygote(picture: Path) -> None:
    with Sandbox() as sandbox:
        os.kill(zygote(sandbox), signal.SIGSTOP)
        job = sandbox.start_page(picture, 1)
        os.kill(zygote(sandbox), signal.SIGKILL)
        with job.result() as shared:
            assert shared.image().width == 320


def test_a_job_survives_three_zygotes(slow: Path) -> None:
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as pool, sandbox.start_page(slow, 1) as job:
        waiting = pool.submit(job.result)
        for _ in range(3):
            assert eventually(lambda: len(children(zygote(sandbox))) == 1)
            killed = zygote(sandbox)
            os.kill(killed, signal.SIGKILL)
            assert eventually(lambda killed=killed: zygote(sandbox) != killed)
        assert eventually(lambda: len(children(zygote(sandbox))) == 1)
        job.kill()
        with pytest.raises(DecoderCrashed, match="ended from outside"):
            waiting.result()


def test_close_leaves_no_process(slow: Path) -> None:
    sandbox = Sandbox()
    with sandbox.start_page(slow, 1) as job:
        pid = zygote(sandbox)
        assert eventually(lambda: len(children(pid)) == 1)
        (child,) = children(pid)
        sandbox.close()
        assert gone(child)
        assert gone(pid)
        job.kill()


def test_nothing_is_left_when_the_owner_is_killed(slow: Path) -> None:
    code = f"""
        import time
        from pathlib import Path
        from onlineocr.ocr.sandbox import Sandbox
        sandbox = Sandbox()
        job = sandbox.start_page(Path({str(slow)!r}), 1)
        pid = sandbox._warm_forkserver().pid
        while not (found := Path(f"/proc/{{pid}}/task/{{pid}}/children").read_text()): time.sleep(0.01)
        print(pid, found, flush=True)
        time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        pids = [int(word) for word in owner.stdout.readline().split()]
        owner.kill()
    assert len(pids) >= 2  # the child that waits for the next order among them
    assert eventually(lambda: all(gone(pid) for pid in pids))


def test_a_forked_process_gets_a_zygote_of_its_own(picture: Path) -> None:
    code = f"""
        import os
        from pathlib import Path
        from onlineocr.ocr.sandbox import Sandbox
        sandbox, path = Sandbox(), Path({str(picture)!r})
        sandbox.warm()
        if os.fork() == 0:
            pages = sandbox.probe(path).pages
            sandbox.close()
            os._exit(pages)
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 1
        assert sandbox.probe(path).pages == 1
        sandbox.close()
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, timeout=60)


def test_many_threads_share_one_zygote(sandbox: Sandbox, picture: Path) -> None:
    def read(_: int) -> int:
        with sandbox.page(picture, 1) as shared:
            return shared.image().width

    pid = zygote(sandbox)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(40))) == {320}
    assert zygote(sandbox) == pid


def test_a_zygote_killed_among_many_jobs_costs_none_of_them(picture: Path) -> None:
    with Sandbox() as sandbox, ThreadPoolExecutor(4) as pool:
        first = zygote(sandbox)
        before = descriptors("self")
        jobs = [pool.submit(sandbox.page, picture, 1) for _ in range(24)]
        time.sleep(0.05)
        os.kill(first, signal.SIGKILL)
        for job in jobs:
            job.result().close()
        assert descriptors("self") == before


def test_no_descriptor_is_lost(visible: Sandbox, picture: Path, tmp_path: Path, slow: Path) -> None:
    (tmp_path / "text").write_text("Bob")
    visible.probe(picture)
    before, inside = descriptors("self"), settled(lambda: descriptors(zygote(visible)))
    for _ in range(5):
        visible.page(picture, 1).close()
        visible.start_page(slow, 1).close()
        for ask in (visible.probe, lambda path: visible.page(path, 9)):
            with pytest.raises(OcrError):
                ask(tmp_path / "text")
        with pytest.raises(UnsupportedType):
            visible.page(tmp_path, 1)
        with pytest.raises(FileNotFoundError):
            visible.page(tmp_path / "nothing", 1)
    assert descriptors("self") == before
    assert eventually(lambda: descriptors(zygote(visible)) == inside)


@pytest.fixture
def stop() -> Iterator[Callable[[int], None]]:
    """Stop a process; whatever is still stopped after the test goes on."""
    stopped: list[int] = []

    def stop(pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        stopped.append(pid)

    yield stop
    for pid in stopped:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def test_a_stopped_zygote_is_replaced_and_its_job_is_repeated(picture: Path, stop: Callable[[int], None]) -> None:
    with Sandbox() as sandbox:
        first = zygote(sandbox)
        stop(first)
        assert sandbox.probe(picture).pages == 1
        assert zygote(sandbox) != first
        assert gone(first)


def test_a_stopped_spare_child_is_not_blamed_on_the_file(picture: Path, stop: Callable[[int], None]) -> None:
    with Sandbox() as sandbox:
        waiting = Path(f"/proc/{(pid := zygote(sandbox))}/task/{pid}/children")
        assert eventually(lambda: bool(waiting.read_text()))
        stop(spare := int(waiting.read_text()))
        with sandbox.page(picture, 1) as shared:
            assert shared.image().width == 320
        assert gone(spare)


def test_a_child_that_is_stopped_at_work_is_replaced(slow: Path, stop: Callable[[int], None]) -> None:
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as pool, sandbox.start_page(slow, 1) as job:
        waiting = pool.submit(job.result)
        assert eventually(lambda: len(children(zygote(sandbox))) == 1)
        (child,) = children(zygote(sandbox))
        stop(child)
        assert eventually(lambda: len(found := children(zygote(sandbox))) == 1 and child not in found, seconds=5)
        job.kill()
        with pytest.raises(DecoderCrashed, match="ended from outside"):
            waiting.result()


def test_a_file_is_not_blamed_for_children_that_are_stopped_again_and_again(
    slow: Path, stop: Callable[[int], None]
) -> None:
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as pool, sandbox.start_page(slow, 1) as job:
        waiting = pool.submit(job.result)
        while not waiting.done():
            for child in children(zygote(sandbox)):
                with contextlib.suppress(ProcessLookupError):
                    stop(child)
            time.sleep(0.1)
        with pytest.raises(DecoderKilled):
            waiting.result()


def test_a_watch_reports_and_replaces_a_stopped_zygote(stop: Callable[[int], None]) -> None:
    with Sandbox() as sandbox:
        first, watch = zygote(sandbox), SandboxWatch(sandbox, over := threading.Event())
        watch.start()
        stop(first)
        assert eventually(lambda: "stopped" in watch.trouble, seconds=3)
        assert eventually(lambda: not watch.trouble, seconds=10)
        assert gone(first)
        over.set()
        watch.join()
