"""The connection: one look-up, a check of every address, and a socket to a checked address.

One deadline limits the total time. With a timeout for each read, a server that sends a byte now and then could keep the
connection open for ever.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from functools import cache

import certifi
import httpcore

from .errors import RemoteTimeout, RemoteUnreachable
from .policy import Address, Policy
from .url import Url

_CONNECT = 5.0  # seconds for one of several addresses
_UNKNOWN = "The name leads to no server that this installation calls"
_TRIED = 4  # addresses of one name that are tried
_LOOKUPS = threading.BoundedSemaphore(32)  # simultaneous look-ups: the C library has its own, longer timeout


class Deadline:
    """The time by which a whole call must have ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; :class:`RemoteTimeout` if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise RemoteTimeout(f"The other server did not finish within {self.seconds:g} s")
        return left

    def shorten(self, seconds: float) -> None:
        """Move the deadline to at most ``seconds`` from now."""
        self._end = min(self._end, time.monotonic() + seconds)


@cache
def tls() -> ssl.SSLContext:
    """Return a context that verifies names and chains by the system's certificates, and by certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Network(httpcore.NetworkBackend):
    """The network backend of httpcore for the connection to one :class:`Url`."""

    def __init__(self, url: Url, policy: Policy, deadline: Deadline) -> None:
        self._url, self._policy, self._deadline = url, policy, deadline

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - the host of our Url
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline counts
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        literal = self._url.literal
        addresses = [literal] if literal else look_up(self._url.host, self._deadline)
        if not literal and self._policy.is_private(addresses):
            raise RemoteUnreachable(_UNKNOWN)  # the same as for an unknown name: users must not learn internal names
        self._policy.check(addresses, port, tls=self._url.tls)
        return _Timed(self._connect(addresses[:_TRIED], port), self._deadline)

    def _connect(self, addresses: list[Address], port: int) -> httpcore.NetworkStream:
        for address in addresses:
            seconds = min(_CONNECT, self._deadline.left()) if len(addresses) > 1 else self._deadline.left()
            try:
                return httpcore.SyncBackend().connect_tcp(str(address), port, timeout=seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                self._deadline.left()
        raise RemoteUnreachable


class _Timed(httpcore.NetworkStream):
    """A stream on which each operation has the time left until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def look_up(host: str, deadline: Deadline) -> list[Address]:
    """Return every address of ``host``, in the order that the system prefers.

    The look-up runs in its own thread, as the C library knows no deadline. A thread that hangs is left to end by
    itself.
    """
    if not _LOOKUPS.acquire(timeout=deadline.left()):
        raise RemoteTimeout("Too many names are being looked up")
    answer: queue.SimpleQueue[list[Address] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
            answer.put([ipaddress.ip_address(address[0]) for *_, address in found])
        except (OSError, ValueError, UnicodeError):
            answer.put(None)
        finally:
            _LOOKUPS.release()

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        addresses = answer.get(timeout=deadline.left())
    except queue.Empty:
        raise RemoteTimeout("The name of the other server could not be looked up in time") from None
    if not addresses:
        raise RemoteUnreachable(_UNKNOWN)
    return addresses
