"""Readiness says within seconds that no worker or no recogniser works, and is silent about it otherwise."""

from __future__ import annotations

import contextlib
import os
import signal
import time

import pytest

from tests.support import outages, processes

pytestmark = pytest.mark.slow


def test_it_says_that_nobody_reads_and_that_somebody_does_again(tmp_path):
    with processes.service(tmp_path) as (process, port):
        for _ in range(8):  # an idle service raises no false alarm
            assert outages.ask(port, "GET", "/readyz")[0] == 200
            time.sleep(0.5)
        (worker,) = processes.children(process.pid, "onlineocr worker")
        os.kill(worker, signal.SIGSTOP)
        try:
            processes.wait_for(lambda: b"no signs of life" in outages.ask(port, "GET", "/readyz")[1], seconds=5)
        finally:
            os.kill(worker, signal.SIGCONT)
        processes.wait_for(lambda: processes.answers(port, "/readyz"), seconds=15)


def test_it_says_that_no_recogniser_can_start_and_pages_wait(tmp_path):
    """The engine is taken away, and given back."""
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    engine = plugins / "sitecustomize.py"
    data = tmp_path / "data"
    path = f"{plugins}{os.pathsep}{os.environ['PYTHONPATH']}"
    with processes.service(data, PYTHONPATH=path) as (process, port):
        engine.write_text("import os, sys\nif 'child' in ' '.join(sys.orig_argv): os._exit(3)\n")
        for child in processes.children(process.pid, "worker.child"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        processes.wait_for(lambda: b"No recogniser" in outages.ask(port, "GET", "/readyz")[1], seconds=5)
        processes.wait_for(lambda: b"Run 'onlineocr doctor'." in outages.ask(port, "GET", "/readyz")[1], seconds=5)
        campaign = outages.Campaign(port, process.pid)
        assert campaign.send(1)
        time.sleep(2)
        engine.unlink()
        campaign.check_jobs(outages.sqlite(data / "db.sqlite3"), seconds=30)
        processes.wait_for(lambda: processes.answers(port, "/readyz"), seconds=10)
