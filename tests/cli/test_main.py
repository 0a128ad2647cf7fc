"""``onlineocr`` itself: version, help, colours, exit codes."""

from __future__ import annotations

import pytest

from onlineocr import __version__
from onlineocr.cli import exits


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_it_shows_its_version(onlineocr, flag):
    done = onlineocr(flag)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"onlineocr {__version__}\n", "")


@pytest.mark.parametrize("command", [(), ("read",), ("convert",), ("serve",), ("languages", "list")])
def test_every_command_has_a_short_flag_for_help(onlineocr, command):
    done = onlineocr(*command, "-h")
    assert (done.returncode, done.stdout) == (0, onlineocr(*command, "--help").stdout)
    assert done.stdout.startswith("Usage: onlineocr")


def test_an_error_is_told_in_lines_that_can_be_searched(onlineocr):
    done = onlineocr("read", "x.png", "-f", "odt", COLUMNS="40")
    assert done.returncode == exits.USAGE
    assert "there is no format 'odt'; there are: txt, json" in done.stderr


def test_no_color_is_respected(onlineocr):
    assert "\x1b[" not in onlineocr("read", "--nonsense", NO_COLOR="1", FORCE_COLOR="1").stderr
