"""A few calls made up from the description of each operation; ``./test --long schema`` makes many."""

from __future__ import annotations

import pytest

from tests import madeup

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]  # seconds, but minutes on a busy machine


def test_no_made_up_call_is_answered_as_the_description_does_not_say(tmp_path):
    with madeup.service(tmp_path / "data") as service:
        report = madeup.run(service, tmp_path, "--phases", "examples,fuzzing", "--max-examples", "2", "--no-shrink")
    assert "Tested: 39" in report or "Selected: 39/39" in report
