"""kill -9 at random moments over hundreds of jobs, 15 % of them poison: none lost, stuck or doubled.

``./test --long chaos``; ``CHAOS_JOBS``, ``CHAOS_KILLS`` and ``CHAOS_SEED`` make it longer, harder and another one.
"""

from __future__ import annotations

import os
import sys

import pytest

from tests.support import processes

pytestmark = pytest.mark.long


def test_it_survives(tmp_path, capsys):
    jobs, kills, seed = (
        int(os.environ.get(name, default))
        for name, default in (("CHAOS_JOBS", "200"), ("CHAOS_KILLS", "40"), ("CHAOS_SEED", "1"))
    )
    with processes.service(tmp_path) as (process, port):
        outcome = kills.run(process, port, tmp_path, jobs=jobs, kills=kills, pause=3.0, seed=seed)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(outcome.acknowledged)} acknowledged, {len(outcome.states)} stored, {outcome.killed}\n"
        )
    kills.check(outcome)
