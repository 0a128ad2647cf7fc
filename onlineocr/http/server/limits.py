"""The limits that the server holds its clients to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEAD_SECONDS = 15.0
"""The longest time from the first byte of a request's head to its last."""
IDLE_SECONDS = 75.0
"""How long a connection without a request stays open; longer than nginx (60 s) keeps one to its upstream."""
FIRST_SECONDS = 1.0
"""The longest that a server that stops waits for the head of a request, on a connection that had none or begins one."""
LINGER_SECONDS = 30.0
"""How long the rest of a refused body is read and thrown away, so that the client gets to see the response."""
LINGER_SHORTLY = 2.0
"""The same for a request that stalls or is malformed."""
LINGER_BYTES = 256 * 1024 * 1024
"""The most that is read and thrown away."""
BODY_SECONDS = 3600.0
"""The longest that receiving one body may take, whatever its pace."""
SENDING_STALLS = 2.5
"""The time over which the pace of a client that reads its response is measured, by that of a body."""
SENDING_SECONDS = 6 * 3600.0
"""The longest that sending a response may take, whatever its pace: a gibibyte at 50 kB/s."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``client_of`` maps a socket's address and the ``X-Forwarded-For`` header to the client that is counted."""

    client_of: Callable[[str, str], str]
    body_bytes: int
    """The largest body."""
    spool_bytes: int
    """All bodies that are on disk at the same time."""
    folder: str
    """Where bodies and responses are kept that are too large for memory."""
    stall_seconds: float
    """The time over which the pace of a body is measured. A body that stops is cut after once to twice this time."""
    pace: int
    """The fewest bytes a second that a body or the reader of a response must move."""
    connections: int
    threads: int
    drain_seconds: float
    """How long requests that are under way have when the server is told to stop."""
