"""Which sockets are served after one look at all of them, and in which order."""

from __future__ import annotations

import select
import time
from collections import Counter
from typing import Any

from waitress import wasyncore

_READ = select.POLLIN | select.POLLPRI
_AT_ONCE = 4  # sockets of one client that are served between two looks
_REST = 1.0  # of the time that serving took, when others had no turn: this thread then leaves the interpreter to others


class Turns:
    """Serves a few sockets of each client after each look; the others are the first after the next look.

    So a client that opens hundreds of connections at once delays nobody else by more than a few, and does not keep the
    interpreter from the threads of the application.
    """

    def __init__(self) -> None:
        self._first = 0  # the descriptor of the first one that had no turn

    def serve(self, sockets: dict[int, Any], timeout: float) -> None:
        """Wait up to ``timeout`` seconds until something happens to one of ``sockets``, and serve those it happened to.

        The ``client`` of a socket is whose it is; one without a client always has its turn.
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
