"""The order and number of sockets that are served after each poll."""

from __future__ import annotations

import select
import time
from collections import Counter
from typing import Any

from waitress import wasyncore

_READ = select.POLLIN | select.POLLPRI
_AT_ONCE = 4  # sockets of one client that are served between two polls
_REST = 1.0  # sleep as a share of the serving time, if sockets were left: other threads then get the interpreter


class Turns:
    """Serves a few sockets of each client after each poll; the others are the first after the next poll.

    So a client that opens hundreds of connections at once delays other clients by only a few of them, and does not
    block the interpreter for the threads of the application.
    """

    def __init__(self) -> None:
        self._first = 0  # the descriptor of the first socket that was not served

    def serve(self, sockets: dict[int, Any], timeout: float) -> None:
        """Wait up to ``timeout`` seconds for events of ``sockets``, and serve the sockets with events.

        The attribute ``client`` of a socket names its client; a socket without a client is always served.
        """
        served: Counter[Any] = Counter()
        left = []
        happened, began = self._happened(sockets, timeout), time.monotonic()
        for descriptor, flags in happened:
            if (one := sockets.get(descriptor)) is None:
                continue
            client = getattr(one, "client", None)
            if client is not None:
                if served[client] >= _AT_ONCE:
                    left.append(descriptor)
                    continue
                served[client] += 1
            wasyncore.readwrite(one, flags)
        self._first = left[0] if left else 0
        if left:
            time.sleep(_REST * (time.monotonic() - began))

    def _happened(self, sockets: dict[int, Any], timeout: float) -> list[tuple[int, int]]:
        poll = select.poll()
        for descriptor, one in list(sockets.items()):
            flags = _READ if one.readable() else 0
            if one.writable() and not one.accepting:
                flags |= select.POLLOUT
            if flags:
                poll.register(descriptor, flags)
        found = poll.poll(int(timeout * 1000))
        if self._first:
            found.sort(key=lambda event: (event[0] < self._first, event[0]))
        return found
