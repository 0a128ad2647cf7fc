"""What the tests start ends with them."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap

import pytest

from tests.support import processes

KILLED = """
    import os, signal, sys, pathlib
    from tests.support import processes
    with processes.service(pathlib.Path(sys.argv[1])) as (process, port):
        print(process.pid, port, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_service_ends_when_the_tests_are_killed(tmp_path):
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "data")]
    (tmp_path / "data").mkdir()
    path = ":".join((str(processes.ROOT), str(processes.ROOT / "tests/plugins")))
    with (tmp_path / "said").open("w+") as said:  # a pipe would be held open by the service
        done = subprocess.run(
            command, cwd=processes.ROOT, env={"PYTHONPATH": path}, stdout=said, timeout=100, check=False
        )
        said.seek(0)
        lines = said.read().splitlines()
    assert done.returncode == -signal.SIGKILL
    pid, port = next(map(int, line.split()) for line in lines if line[:1].isdigit())
    processes.wait_for(lambda: not processes.alive(pid) and not processes.answers(port, "/healthz"), seconds=30)
