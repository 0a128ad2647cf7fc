"""One connection: its state, and the limits after which it is closed."""

from __future__ import annotations

import contextlib
import fcntl
import socket
import struct
import sys
import termios
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from .answers import ANSWER, Answer
from .limits import (
    BODY_SECONDS,
    FIRST_SECONDS,
    HEAD_SECONDS,
    IDLE_SECONDS,
    LINGER_BYTES,
    LINGER_SHORTLY,
    SENDING_SECONDS,
    SENDING_STALLS,
)
from .pace import Pace
from .parser import RequestParser
from .refusals import BROKEN_OFF, ENVIRON, HEAD_TOO_SLOW, TOO_SLOW, Refusal

if TYPE_CHECKING:
    from .server import Server


class Task(WSGITask):
    """Runs the application for one request."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        if (refusal := getattr(self.request, "refusal", None)) is not None:
            environ[ENVIRON] = refusal
        if (answer := getattr(self.request, "answer", None)) is not None:
            environ[ANSWER] = answer
        return environ

    def build_response_header(self) -> bytes:
        head: bytes = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False  # not even a last chunk: the client takes it for its next response
        return head


class Channel(HTTPChannel):
    """waitress's connection, with the limits of the server.

    Its own methods run in the thread of the sockets, except ``write_soon`` and ``service``.
    """

    task_class = Task
    server: Server
    request: RequestParser | None

    def __init__(self, server: Server, sock: socket.socket, addr: tuple[Any, ...], adj: Any, map: Any = None) -> None:
        limits = server.limits
        self.parser_class = partial(
            RequestParser,
            room=server.room,
            limit=limits.body_bytes,
            ask=self._ask,
            tell=self._note,
            keep=self._keep,
        )
        self.client = limits.client_of(addr[0], "")
        self._in = Pace(limits.stall_seconds, limits.pace)
        self._out = Pace(SENDING_STALLS * limits.stall_seconds, limits.pace)
        self._sent = self._arrived = 0
        self._state, self._since = "idle", time.monotonic()
        self._linger_seconds = 0.0  # none: no request was refused
        self._dropped = 0
        self._used = False
        self._known: RequestParser | None = None
        self._lingers = False
        self._ended = False  # the client has shut down its side; it may still read
        self._unread = b""  # bytes that the client sent after the running request
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def state(self) -> str:
        """State of the connection: idle, head, body, running, sending or lingering."""
        if self._lingers:
            return "lingering"
        if self.total_outbufs_len or self._in_kernel:
            return "sending"
        if self.requests:
            return "running"
        if self.request is None:
            return "idle"
        return "body" if self.request.headers_finished else "head"

    @property
    def on_disk(self) -> int:
        """Bytes on disk of the body that is being received."""
        return self.request.on_disk if self.request is not None else 0

    @property
    def quiet_since(self) -> float:
        """Time of the last change of state: connections with the earliest are closed first when others need room."""
        return self._since

    def handle_read(self) -> None:
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return  # the event was of an earlier connection with the same descriptor
        except OSError:
            self.abort()
            return
        self._in.moved(len(data))
        if data:
            self.received(data)
        else:
            self._end_of_input()

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close)
        self._sent += sent
        return sent

    def readable(self) -> bool:
        return self._lingers or (not self._unread and not self._ended and bool(super().readable()))

    def writable(self) -> bool:
        if self.requests and not self.total_outbufs_len:  # most connections, checked before every poll
            return bool(self.will_close or self.close_when_flushed)
        return bool(super().writable()) or self._may_read_on or self._owes_nothing

    def received(self, data: bytes) -> bool:
        self._used = True
        if self._linger_seconds:
            self._drop(len(data))
            return True
        taken = bool(super().received(data))
        if self.request is not None and self.request.headers_finished and self.request is not self._known:
            self._know(self.request)
        self.watch(time.monotonic())
        self.server.make_room()
        return taken

    def handle_write(self) -> None:
        if not self.connected:
            return  # closed by the reading part of the same event
        super().handle_write()
        if self._owes_nothing:
            self.abort()
        if self._may_read_on:
            data, self._unread = self._unread, b""
            self.received(data)
        if not self.total_outbufs_len and self.connected:
            self.watch(time.monotonic())

    def handle_close(self) -> None:
        if self.connected and self._linger_seconds and not self._lingers and not self.total_outbufs_len:
            self._linger()
            return
        self.abort()

    def refuse(self, refusal: Refusal) -> None:
        """Answer the request that is being received with ``refusal``, and close the connection after that."""
        with self.requests_lock:
            request, self.request = self.request, None
            if request is None or request.completed:
                return
            (request.refuse if request.headers_finished else request.reject)(refusal)
            self.requests.append(request)
            if len(self.requests) == 1:
                self.server.add_task(self)

    def watch(self, now: float, *, restart: bool = False) -> None:
        """Record the state at ``now``, and close the connection if it lasts too long or the transfer is too slow."""
        if self._ended and self.connected and self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.abort()  # the client is gone; a socket that waits for the application is not polled
            return
        state = self.state
        arrived = self._sent - self._in_kernel
        self._out.moved(arrived - self._arrived)
        self._arrived = arrived
        if state != self._state or restart:
            self._state, self._since = state, now
            self._in.restart(now)
            self._out.restart(now)
            return
        self._hold_to_limits(state, now, now - self._since)

    def _hold_to_limits(self, state: str, now: float, lasted: float) -> None:
        if state == "body":
            if self._in.too_slow(now) or lasted > BODY_SECONDS:
                self.refuse(TOO_SLOW)
        elif state == "sending":
            if self._out.too_slow(now) or lasted > SENDING_SECONDS:
                self._reset()
        elif state == "lingering":
            if self._in.too_slow(now) or lasted > self._linger_seconds:
                self.abort()
        elif state == "head":
            if lasted > HEAD_SECONDS:
                self.refuse(HEAD_TOO_SLOW)
        elif state == "idle" and lasted > IDLE_SECONDS:
            self.abort()

    def finish_soon(self) -> None:
        """Add ``Connection: close`` to each response that has not begun."""
        for request in list(self.requests):
            request.headers["CONNECTION"] = "close"

    def end(self, now: float, told: float) -> None:
        """Close the connection if it has no request in progress. The server received the signal to stop at ``told``."""
        patience = {"idle": 0.0 if self._used else FIRST_SECONDS, "head": FIRST_SECONDS, "lingering": LINGER_SHORTLY}
        if now - max(self._since, told) > patience.get(self.state, now):
            self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self._lingers = False
        if self.request is not None:
            self.request.close()
        if self.connected:
            super().handle_close()

    @property
    def _in_kernel(self) -> int:
        """Bytes of responses in the kernel that the client has not acknowledged."""
        if not self.connected:
            return 0
        return int.from_bytes(fcntl.ioctl(self.socket, termios.TIOCOUTQ, bytes(4)), sys.byteorder)

    def _reset(self) -> None:
        """Close the connection; the kernel discards the bytes that the client has not read."""
        with contextlib.suppress(OSError):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.abort()

    @property
    def _may_read_on(self) -> bool:
        """Whether the next request was received and the previous response is written to the socket."""
        busy = self.requests or self.total_outbufs_len or self.will_close or self.close_when_flushed
        return bool(self._unread and self.connected and not busy)

    @property
    def _owes_nothing(self) -> bool:
        """Whether the client has shut down its side, and has the response to each of its requests."""
        busy = self.requests or self.total_outbufs_len or self._lingers
        return self._ended and bool(self.connected) and not busy

    def _end_of_input(self) -> None:
        """Answer the complete requests of a client that has shut down its side but may read; refuse a cut body."""
        if self._lingers:
            self.abort()
            return
        self._ended = True
        if self.request is not None and self.request.in_body:
            self.refuse(BROKEN_OFF)
        self.finish_soon()

    def _keep(self, data: bytes) -> None:
        self._unread = data

    def _ask(self, request: RequestParser) -> Refusal | Answer | None:
        return self.server.ask(Task(self, request).get_environment())

    def _note(self, seconds: float) -> None:
        self._linger_seconds = seconds

    def _drop(self, size: int) -> None:
        """Discard ``size`` bytes of a refused body, up to a limit."""
        self._dropped += size
        if self._dropped > LINGER_BYTES:
            self.abort()

    def _know(self, request: RequestParser) -> None:
        self._known = request
        self.client = self.server.limits.client_of(self.addr[0], request.headers.get("X_FORWARDED_FOR", ""))

    def _linger(self) -> None:
        """Shut down the server's side, and read the rest of the client's data for a short time.

        Closing a socket with unread bytes resets the connection, and the client loses the response.
        """
        self.will_close = self.close_when_flushed = False
        self._lingers = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        self.watch(time.monotonic())
