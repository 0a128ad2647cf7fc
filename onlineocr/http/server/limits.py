"""The limits of the server for its clients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HEAD_SECONDS = 15.0
"""The longest time from the first byte of a request's head to its last."""
IDLE_SECONDS = 75.0
"""The longest time that a connection stays open without a request; nginx keeps one to its upstream for less (60 s)."""
FIRST_SECONDS = 1.0
"""The longest time that a stopping server waits for a head, on a connection that had no request or has begun one."""
LINGER_SECONDS = 30.0
"""The time during which the rest of a refused body is read and discarded, so that the client receives the response."""
LINGER_SHORTLY = 2.0
"""The same for a request that stalls or is malformed."""
LINGER_BYTES = 256 * 1024 * 1024
"""The most bytes that are read and discarded."""
BODY_SECONDS = 3600.0
"""The longest time for receiving one body, at any pace."""
SENDING_STALLS = 2.5
"""The time over which the pace of a client's reading is measured, as a multiple of ``Limits.stall_seconds``."""
SENDING_SECONDS = 6 * 3600.0
"""The longest time for sending a response, at any pace: a gibibyte at 50 kB/s."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a server. ``client_of`` maps a socket's address and the ``X-Forwarded-For`` header to the client."""

    client_of: Callable[[str, str], str]
    body_bytes: int
    """The largest size of a body."""
    spool_bytes: int
    """The largest size of all bodies on disk at the same time."""
    folder: str
    """The folder of bodies and responses that are too large for memory."""
    stall_seconds: float
    """The time over which the pace of a body is measured. A body that stalls is cut after one to two such times."""
    pace: int
    """The least pace of a body or of the reader of a response, in bytes per second."""
    connections: int
    threads: int
    drain_seconds: float
    """The time for requests in progress after the signal to stop."""
