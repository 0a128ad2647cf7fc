"""The bounds of a recogniser child."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlineocr.ocr.errors import EngineCrashed
from onlineocr.ocr.sandbox import bpf
from onlineocr.worker.recogniser import Recogniser


@pytest.mark.skipif(not bpf.possible(), reason="this kernel has no seccomp filter")
@pytest.mark.parametrize(("confined", "mode"), [(True, "2"), (False, "0")])
def test_it_is_confined_unless_the_operator_says_otherwise(confined: bool, mode: str) -> None:
    recogniser = Recogniser("fake", max_pages=10, max_rss=2**30, confined=confined)
    recogniser.warm()
    status = Path(f"/proc/{recogniser.pid}/status").read_text()
    recogniser.close()
    assert f"Seccomp:\t{mode}\n" in status


def test_it_names_no_command_in_an_error_that_callers_see() -> None:
    recogniser = Recogniser("none", max_pages=10, max_rss=2**30)
    with pytest.raises(EngineCrashed) as caught:
        recogniser.warm()
    assert caught.value.detail == "The recogniser could not start (exit status 1)"
