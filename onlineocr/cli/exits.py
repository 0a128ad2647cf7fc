"""The meanings of the commands' exit codes, in one table."""

from __future__ import annotations

from onlineocr.ocr.errors import EngineError, InputError, LimitError, OcrError, OptionError

OK = 0
WRONG = 1  # a check of 'doctor' failed, a language could not be added
USAGE = 2
FILE = 3
LIMIT = 4
ENGINE = 5
OUTPUT = 6
INTERRUPTED = 130
TERMINATED = 143

MEANINGS = {
    OK: "everything was read",
    WRONG: "a check failed, or a language could not be added or removed",
    USAGE: "the command line is wrong: an unknown option or value, a language that is not installed",
    FILE: "a file is missing, empty, damaged, protected, too large, of an unknown type, or "
    "has none of the chosen pages",
    LIMIT: "a file needs more time or memory than is allowed",
    ENGINE: "recognition failed: this installation is at fault",
    OUTPUT: "the result could not be written",
    INTERRUPTED: "interrupted by Ctrl-C",
    TERMINATED: "ended by SIGTERM; 129 by SIGHUP",
}

_BY_KIND: tuple[tuple[type[OcrError], int], ...] = (
    (OptionError, USAGE), (InputError, FILE), (LimitError, LIMIT), (EngineError, ENGINE),
)  # fmt: skip


def code_for(error: OcrError) -> int:
    """Return the exit code for ``error``."""
    return next((code for kind, code in _BY_KIND if isinstance(error, kind)), WRONG)
