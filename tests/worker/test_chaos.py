"""kill -9 at random moments: nothing is lost, stuck or doubled. ``./test --long chaos`` does it at length."""

from __future__ import annotations

import pytest

from tests.support import kills, processes

pytestmark = pytest.mark.slow


def test_it_loses_and_doubles_nothing_when_its_processes_are_killed(tmp_path):
    with processes.service(tmp_path) as (process, port):
        outcome = kills.run(process, port, tmp_path, jobs=24, kills=6, pause=0.8)
    kills.check(outcome)
