"""Whether `onlineocr serve` starts a worker beside this web process, and so what to say while there is none."""

from __future__ import annotations

from time import monotonic

START_SECONDS = 30.0  # that a worker may take to start on a slow machine

_since: float | None = None


def expect_worker() -> None:
    """From now on a worker that is not there is one that `onlineocr serve` starts."""
    global _since  # noqa: PLW0603
    _since = monotonic()


def worker_seen() -> None:
    """From now on a worker that is not there is not one that still starts."""
    global _since  # noqa: PLW0603
    if _since is not None:
        _since = -START_SECONDS


def starting() -> bool:
    """Whether a worker was started beside this process that may not be there yet."""
    return _since is not None and monotonic() - _since < START_SECONDS


def no_worker() -> str:
    """What is wrong when no worker shows signs of life, and what to do."""
    if _since is None:
        return "No worker shows signs of life. Start one: 'onlineocr worker'."
    if starting():
        return "The worker is starting."
    return "The worker shows no signs of life. 'onlineocr serve' starts it again when it ends; the log says why."
