from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from onlineocr.cli.supervise import LONGEST_PAUSE, STEADY_SECONDS, Child

ROOT = Path(__file__).resolve().parents[2]
SUPERVISE = """
import sys
from onlineocr.cli import supervise
supervise.GRACE_SECONDS = 0.5
child = supervise.Child("the child", [sys.executable, "-c", sys.argv[1]])
try:
    with supervise.Supervisor() as supervisor:
        supervisor.run([child], is_ready=lambda: False, announce=print, report=lambda text: print(text, flush=True))
except (supervise.GaveUp, supervise.Stopped) as error:
    print(type(error).__name__, error)
"""
STUBBORN = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
print(os.getpid(), flush=True)
time.sleep(600)
"""
LEAVES_AN_ORPHAN = """
import subprocess, sys, time
orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(orphan.pid, flush=True)
time.sleep(600)
"""


def supervise(program: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, program], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def child_that_ran(seconds: float, failures: int = 0) -> Child:
    child = Child("the child", ["true"], started=time.monotonic() - seconds, failures=failures)
    child.ended(status=1 << 8)
    return child


@pytest.mark.parametrize(("failures", "pause"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (20, LONGEST_PAUSE)])
def test_the_pause_doubles_from_failure_to_failure(failures, pause):
    child = child_that_ran(1, failures)
    assert child.due - time.monotonic() == pytest.approx(pause, abs=0.1)


def test_a_child_that_ran_steadily_starts_again_at_once():
    child = child_that_ran(STEADY_SECONDS + 1, failures=9)
    assert (child.failures, child.outcome) == (1, "ended with exit code 1")


def test_it_gives_up_on_a_child_that_never_comes_up():
    said, _ = supervise("import sys; sys.exit(7)").communicate(timeout=60)
    assert said.splitlines() == [
        *["the child ended with exit code 7; it is started again"] * 3,
        "GaveUp the child ended 3 times before the service was ready (ended with exit code 7)",
    ]


def test_it_kills_a_child_that_does_not_listen():
    supervisor = supervise(STUBBORN)
    stubborn = int(supervisor.stdout.readline())
    supervisor.terminate()
    assert supervisor.communicate(timeout=30)[0].startswith("Stopped")
    assert gone(stubborn)


def test_it_kills_what_a_child_leaves_behind():
    supervisor = supervise(LEAVES_AN_ORPHAN)
    orphan = int(supervisor.stdout.readline())
    supervisor.terminate()
    supervisor.communicate(timeout=30)
    assert gone(orphan)
