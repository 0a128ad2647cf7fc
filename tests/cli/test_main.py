"""``onlineocr`` itself: version, help, colours, exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from onlineocr import __version__
from onlineocr.cli import exits

from .conftest import ROOT


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


@pytest.mark.parametrize(("arguments", "code"), [("read no.png", exits.FILE), ("read --no", exits.USAGE)])
def test_messages_that_find_no_room_change_no_exit_code(arguments, code):
    words = f"{sys.executable} -m onlineocr {arguments} 2>/dev/full"
    assert subprocess.run(["sh", "-c", words], cwd=ROOT, check=False).returncode == code
