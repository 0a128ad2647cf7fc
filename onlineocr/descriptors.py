"""The limit of open files: how many the web server and a worker need, and how the limit is raised."""

from __future__ import annotations

import resource

CONNECTIONS = 1024
_LEAST_CONNECTIONS = 64
_EACH = 3  # of a connection: its socket, its body's file, its response's file
_BESIDE = 256  # of 64 threads with a database connection each, their uploads and their decoders
_WORKER, _RECOGNISER = 64, 16

WEB_WANTED = _BESIDE + CONNECTIONS * _EACH
WEB_LEAST = _BESIDE + _LEAST_CONNECTIONS * _EACH


class TooFewDescriptors(Exception):
    """The limit of open files is too low, and this user may not raise it."""


def connections(limit: int) -> int:
    """Return how many connections the web server may hold with a ``limit`` of open files."""
    return min(CONNECTIONS, (limit - _BESIDE) // _EACH)


def worker_least(recognisers: int) -> int:
    """Return how many open files a worker with so many recognisers needs."""
    return _WORKER + _RECOGNISER * recognisers


def raise_limit(least: int, wanted: int = 0) -> int:
    """Raise the limit of open files as far as permitted, at most to ``wanted``; return the new limit.

    Raise :class:`TooFewDescriptors` if it stays below ``least``.
    """
    wanted = max(least, wanted)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    reached = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if reached < least:
        raise TooFewDescriptors(
            f"the limit of open files is {hard}, and {least} are needed. "
            f"Raise it: 'ulimit -n {least}' or more, LimitNOFILE of the systemd unit, or --ulimit nofile of Docker."
        )
    if soft != resource.RLIM_INFINITY and soft < reached:
        resource.setrlimit(resource.RLIMIT_NOFILE, (reached, hard))
    return reached
