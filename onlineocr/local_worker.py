"""The local worker: whether `onlineocr serve` starts one beside this web process, and the message while there is
none."""

from __future__ import annotations

from time import monotonic

START_SECONDS = 30.0  # seconds that a worker may take to start on a slow machine

_since: float | None = None


def expect_worker() -> None:
    """Record that `onlineocr serve` starts a worker beside this process from now on."""
    global _since  # noqa: PLW0603
    _since = monotonic()


def worker_seen() -> None:
    """Record that the worker has started: if it is missing later, it is not starting any more."""
    global _since  # noqa: PLW0603
    if _since is not None:
        _since = -START_SECONDS


def starting() -> bool:
    """Return whether a worker beside this process may still be starting."""
    return _since is not None and monotonic() - _since < START_SECONDS


def no_worker() -> str:
    """Return the message for a missing worker, with the remedy."""
    if _since is None:
        return "No worker shows signs of life. Start one: 'onlineocr worker'."
    if starting():
        return "The worker is starting."
    return "The worker shows no signs of life. 'onlineocr serve' starts it again when it ends; the log says why."
