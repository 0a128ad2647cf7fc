from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--folder", help="a folder of files for the campaign, such as ./test --long nasty --folder DIR")
