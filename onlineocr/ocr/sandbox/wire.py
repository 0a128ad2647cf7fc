"""Messages between parent, zygote and child: JSON texts, with descriptors beside them.

control (parent to zygote, one packet a job)   order + [source, canvas, answer, status, layers?]
status  (zygote to parent)                     "started" + [pidfd], then how the child ended
answer  (child to parent, a stream)            a space once the child is ready, one JSON text, then end of file
"""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass
from typing import Any

from ..limits import Limits
from ..options import Options
from ..picture import Picture
from ..specs import Scope

ORDER_BYTES = 16 * 1024
MOST_DESCRIPTORS = 5
STATUS_BYTES = 4 * 1024
NO_MEMORY, MISTAKE, NO_CHILD = 70, 71, 75
"""Exit codes of a child that ran out of memory, that failed by a bug of this package, that could not be forked."""
BEGUN = b" "
"""First byte of an answer, written before the child reads the file. Without it the file is not to blame."""
ANSWER_BYTES = 8 * 1024 * 1024
"""Limit of an answer. The longest permitted text of a page is shorter, so a child that sends more is killed."""


@dataclass(frozen=True, slots=True)
class Order:
    """One job for a child: ``number`` 0 inspects the whole document, 1 and above decodes that page.

    ``chosen`` are the options that a child needs, as texts and numbers. With ``picture`` the child returns the page as
    a picture file without a text layer, else as pixels. With ``searchable`` it returns the document as a searchable
    PDF of at most ``output_bytes``.
    """

    number: int
    limits: Limits
    chosen: dict[str, Any]
    picture: Picture | None = None
    searchable: bool = False
    output_bytes: int = 0

    @classmethod
    def of(cls, number: int, options: Options, limits: Limits, picture: Picture | None = None) -> Order:
        chosen = options.within(Scope.DECODING, secret=True)
        return cls(number, limits, chosen | {"text_layer": "ignore"} if picture else chosen, picture)

    @classmethod
    def for_searchable(cls, options: Options, limits: Limits, output_bytes: int) -> Order:
        chosen = options.within(Scope.DECODING | Scope.SELECTION, secret=True)
        return cls(0, limits, chosen, searchable=True, output_bytes=output_bytes)

    @property
    def options(self) -> Options:
        return Options.parse(self.chosen)

    def pack(self) -> bytes:
        return pack(asdict(self) | {"picture": self.picture and self.picture.to_dict()})

    @classmethod
    def unpack(cls, data: bytes) -> Order:
        said = json.loads(data)
        picture = Picture.from_dict(said["picture"]) if said["picture"] else None
        return cls(**said | {"limits": Limits(**said["limits"]), "picture": picture})


@dataclass(frozen=True, slots=True)
class End:
    """The end of a child: ``code`` by ``os.waitstatus_to_exitcode``, its largest resident set in bytes, its processor
    time in seconds."""

    code: int
    resident: int
    processor: float = 0.0


def pack(said: dict[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def packets() -> tuple[socket.socket, socket.socket]:
    """Return a pair of sockets that keep message boundaries."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
