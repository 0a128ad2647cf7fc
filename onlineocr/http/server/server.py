"""The listening socket, the loop over all connections, and the shutdown."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from . import answers
from .channel import Channel
from .heads import HEAD_BYTES
from .limits import Limits
from .refusals import NO_ROOM, STOPPING, Refusal
from .spool import SpoolRoom
from .threads import Threads
from .turns import Turns

_TICK = 0.5  # seconds between two checks of all connections
_LATE = 3.0  # seconds after which a late loop was itself stopped, so that its clients are not at fault
_BURST = 256  # connections accepted at once
_FEW = 8  # connections accepted at once whose first bytes are read at once too
_UNREAD = 1  # the socket is read while a request runs, which detects a client that goes away
_BACKLOG = 1024
_RECEIVE = 64 * 1024
_RESPONSE_IN_MEMORY = 256 * 1024
_RESPONSE_AHEAD = 16 * 1024 * 1024  # written ahead of the client's reading; then the thread waits for the client
_FINISH_BODIES = 0.5  # share of the time to stop after which unfinished bodies are refused
_ANSWERED = 16  # refused requests that are answered between two polls of the sockets


class Server(TcpWSGIServer):
    """Serves ``application``, in threads. ``early`` is a WSGI application that gets each request with a body before the
    body is received (:data:`answers.HEAD_ONLY`). It runs in the thread of the sockets, as ``application`` does for
    refused requests (:data:`refusals.ENVIRON`): there both must not wait for anything."""

    channel_class = Channel
    accepting: bool

    def __init__(self, application: Any, sock: socket.socket, limits: Limits, early: Any) -> None:
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self.limits, self._early = limits, early
        self._decided: deque[Channel] = deque()
        self.room = SpoolRoom(limits.spool_bytes, limits.folder)
        self._stopping = 0.0
        self._thread = 0
        self._turns = Turns()
        self._looked = time.monotonic()
        self._on_stop: Callable[[], None] = lambda: None
        super().__init__(
            answers.with_answers(application),
            {},
            True,
            sock,
            dispatcher=Threads(limits.threads),
            adj=_adjustments(),
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
        )

    def run(self, on_stop: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT. Then call ``on_stop``, which ends calls that wait without a timeout."""
        self._on_stop, self._thread = on_stop, threading.get_ident()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        while not self._ended(time.monotonic()):
            self._turns.serve(self._map, 0 if self._decided else _TICK)
            self._answer()
            self._look(time.monotonic())
        self.task_dispatcher.shutdown()

    def ask(self, environ: dict[str, Any]) -> Refusal | answers.Answer | None:
        """Return the refusal or response to a request without its body; None if the body is to be received."""
        return STOPPING if self._stopping else answers.ask(self._early, environ)

    def add_task(self, task: Channel) -> None:
        """Schedule the first request of a connection: here if it has an answer already, else in another thread."""
        if self._stopping:
            task.finish_soon()
        if task.requests[0].decided:
            self._decided.append(task)
            self.pull_trigger()
        else:
            super().add_task(task)

    def pull_trigger(self) -> None:
        """End the poll of the sockets. A call from their own thread does nothing, since it does not poll now."""
        if threading.get_ident() != self._thread:
            super().pull_trigger()

    def make_room(self) -> None:
        """Refuse the largest bodies of the client with the most bytes on disk, until the others fit."""
        while self.room.overfull:
            channels = [channel for channel in self._channels if channel.on_disk]
            if not channels:
                return  # the rest belongs to requests that are being answered
            held: Counter[str] = Counter()
            for channel in channels:
                held[channel.client] += channel.on_disk
            client = held.most_common(1)[0][0]
            max((c for c in channels if c.client == client), key=lambda c: c.on_disk).refuse(NO_ROOM)

    def readable(self) -> bool:
        return bool(self.accepting)

    def handle_accept(self) -> None:
        taken = list(self._connections())
        if len(taken) <= _FEW:  # most clients send their head at once; with more connections, each is read in its turn
            for channel in taken:
                wasyncore.read(channel)

    def _connections(self) -> Iterator[Channel]:
        """Accept and yield the waiting connections, up to a limit."""
        for _ in range(_BURST):
            try:
                taken = self.accept()
            except OSError:  # no descriptor left
                self._close_one()
                return
            if taken is None:
                return
            sock, addr = taken
            if len(self.active_channels) >= self.limits.connections and not self._close_one():
                sock.close()
                continue
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                self.set_socket_options(sock)
                yield self.channel_class(self, sock, addr, self.adj, map=self._map)

    @property
    def _channels(self) -> list[Channel]:
        return list(self.active_channels.values())

    def _answer(self) -> None:
        for _ in range(min(_ANSWERED, len(self._decided))):
            channel = self._decided.popleft()
            channel.service()
            wasyncore.write(channel)

    def _look(self, now: float) -> None:
        """Let each connection check its limits, twice a second."""
        if now - self._looked < _TICK:
            return
        late, self._looked = now - self._looked > _LATE, now
        for channel in self._channels:
            channel.watch(now, restart=late)
        if self._stopping:
            self._stop(now)

    def _close_one(self) -> bool:
        """Close the oldest connection without a running request, of the client with the most connections."""
        mine = Counter(channel.client for channel in self._channels)
        for client, _ in mine.most_common():
            idle = [
                c for c in self._channels if c.client == client and c.state in {"idle", "head", "body", "lingering"}
            ]
            if idle:
                min(idle, key=lambda c: (c.state == "body", c.quiet_since)).abort()
                return True
        return False

    def _told_to_stop(self, *_: Any) -> None:
        self._stopping = self._stopping or time.monotonic()
        self.pull_trigger()

    def _stop(self, now: float) -> None:
        if self.accepting:
            self.handle_accept()  # connections that wait already still get a response
            self.accepting = False
            self.del_channel()
            self.socket.close()
            self._on_stop()
        for channel in self._channels:
            channel.finish_soon()
            channel.end(now, self._stopping)
            if channel.state == "body" and now - self._stopping > self.limits.drain_seconds * _FINISH_BODIES:
                channel.refuse(STOPPING)

    def _ended(self, now: float) -> bool:
        if not self._stopping or self.accepting:
            return False
        return not self.active_channels or now - self._stopping > self.limits.drain_seconds


def _adjustments() -> Adjustments:
    return Adjustments(
        ident=None,
        clear_untrusted_proxy_headers=False,  # the application checks its proxies itself
        asyncore_use_poll=True,
        backlog=_BACKLOG,
        recv_bytes=_RECEIVE,
        outbuf_overflow=_RESPONSE_IN_MEMORY,
        outbuf_high_watermark=_RESPONSE_AHEAD,
        channel_request_lookahead=_UNREAD,
        log_socket_errors=False,
        max_request_header_size=4 * HEAD_BYTES,  # HEAD_BYTES is checked first; an encoded target is longer
        max_request_body_size=1 << 62,  # the parser has its own limit
    )
