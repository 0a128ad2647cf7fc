"""Parser of one request of a connection, which decides by its head whether to receive its body."""

from __future__ import annotations

from collections.abc import Callable

from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver

from .answers import Answer
from .chunks import Chunks
from .heads import Head, HeadError, checked, method_of, path_of
from .limits import LINGER_SECONDS
from .refusals import DISK_FULL, NO_ROOM, Refusal, malformed, too_large
from .spool import Spool, SpoolRoom
from .threads import PROBES

Ask = Callable[["RequestParser"], Refusal | Answer | None]
Tell = Callable[[float], None]
Keep = Callable[[bytes], None]


class RequestParser(HTTPRequestParser):
    """waitress's parser, which stores the body in a :class:`Spool`. The request can be refused until its end.

    Bytes after the request on the connection go to ``keep``: waitress would parse all of them as requests at once.
    A refused request is complete without its body, and no later byte on the connection is parsed as a request:
    ``tell`` gets the seconds during which the rest is discarded.
    waitress treats a body as complete only after all of its ``Content-Length``, or its last chunk, is received.
    """

    def __init__(self, adj: object, room: SpoolRoom, limit: int, ask: Ask, tell: Tell, keep: Keep) -> None:
        super().__init__(adj)
        self.body_rcv: Chunks | FixedStreamReceiver | None = None
        self.content_length: int = 0
        self._room, self._limit, self._ask, self._tell, self._keep = room, limit, ask, tell, keep
        self._head = Head()
        self._spool: Spool | None = None
        self.refusal: Refusal | None = None
        self.answer: Answer | None = None

    @property
    def in_body(self) -> bool:
        """Whether the head is complete and the body is not."""
        return self.headers_finished and not self.completed

    @property
    def decided(self) -> bool:
        """Whether the request was answered before its body was received."""
        return self.refusal is not None or self.answer is not None

    @property
    def on_disk(self) -> int:
        """Bytes of the body that are on disk."""
        return self._spool.on_disk if self._spool else 0

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is None:
            self.expect_continue = False  # waitress would wait for a body
            return
        found = self._unfit() or self._ask(self)
        if isinstance(found, Answer):
            self.answer = found
            self._give_up(LINGER_SECONDS)
        elif found is not None:
            self.refuse(found)
        if found is not None:
            return
        self._spool = Spool(self._room)
        self.body_rcv = (
            Chunks(self._spool, self._limit) if self.chunked else FixedStreamReceiver(self.content_length, self._spool)
        )

    def received(self, data: bytes) -> int:
        consumed = self._read_body(data) if self.headers_finished else self._read_head(data)
        if self.decided:
            return len(data)
        if not self.completed:
            return consumed
        self._keep(data[consumed:])
        return len(data)

    def _read_body(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self._spool is not None:
            if self._spool.failed is not None:
                self.refuse(DISK_FULL)
            elif isinstance(self.body_rcv, Chunks) and self.body_rcv.refusal is not None:
                self.refuse(self.body_rcv.refusal)
        return consumed

    def _read_head(self, data: bytes) -> int:
        added = data if self._head else data.lstrip(b"\r\n")
        if not added:
            self.empty = self.completed = True
            return len(data)
        before = len(self._head)
        try:
            head = self._head.add(added)
            if head is None:
                return len(data)
            self._parse(checked(head, PROBES))
        except HeadError as error:
            self.reject(error.refusal)
            return len(data)
        return len(data) - len(added) + len(head) - before

    def _parse(self, head: bytes) -> None:
        try:
            super().received(head)
        except ValueError:
            raise HeadError(malformed("The target of the request is malformed.")) from None
        if self.error is not None:
            code = "not_implemented" if self.error.code == 501 else "malformed"
            raise HeadError(Refusal(code, f"{self.error.body}. The connection ends."))

    def reject(self, refusal: Refusal) -> None:
        """Refuse a malformed or unfinished head. Only its path is used, which determines the format of the response,
        and whether it wants a body."""
        self.path, self.command = path_of(self._head.data), method_of(self._head.data)
        self.version, self.request_uri, self.query, self.url_scheme = "1.1", self.path, "", "http"
        self.headers.clear()
        self.refuse(refusal)

    def refuse(self, refusal: Refusal) -> None:
        """Abandon the body: the application answers with ``refusal``, and the connection ends with the response."""
        self.refusal = refusal
        self._give_up(refusal.linger)

    def _give_up(self, linger: float) -> None:
        self.close()
        self.body_rcv = self.error = self._spool = None
        self.content_length = 0
        self.expect_continue = False
        self.completed = True
        self.headers["CONNECTION"] = "close"
        self._tell(linger)

    def _unfit(self) -> Refusal | None:
        if self.content_length > self._limit:
            return too_large(self.content_length, self._limit)
        if self._room.used + self.content_length > self._room.limit and self._room.used:
            return NO_ROOM
        return None
