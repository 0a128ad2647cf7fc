"""No process outlives the one that needed it: the kernel ends a child when its parent is gone."""

from __future__ import annotations

import ctypes
import signal

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None, use_errno=True)


def end_with_parent(number: signal.Signals = signal.SIGKILL) -> None:
    """Let the kernel send signal ``number`` to this process when its parent is gone (``man 2 prctl``)."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def adopt_orphans(adopt: bool = True) -> None:
    """Become (or cease to be) the parent of processes below this one whose own parent is gone."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)
