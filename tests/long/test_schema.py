"""The API keeps to its own description, whatever is asked: ``./test --long schema``."""

from __future__ import annotations

import pytest

from tests.support import generators

pytestmark = pytest.mark.long


@pytest.mark.parametrize("way", ["token", "key", "nobody"])
def test_no_call_is_answered_as_the_description_does_not_say(tmp_path, capsys, way):
    with generators.service(tmp_path / "data") as service:
        report = generators.run(service, tmp_path, "--max-examples", "50", way=way)
    with capsys.disabled():
        print(way, report[report.index("Test cases:") :])  # noqa: T201
