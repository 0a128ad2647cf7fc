"""What parent, zygote and child say to each other: small JSON texts, and descriptors beside them.

control (parent to zygote, one packet a job)   order + [source, canvas, answer, status]
status  (zygote to parent)                     "started" + [pidfd], then how the child ended
answer  (child to parent, a stream)            one JSON text, then end of file
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from typing import Any

from ..limits import Limits
from ..options import Options
from ..picture import Picture

ORDER_BYTES = 16 * 1024
STATUS_BYTES = 4 * 1024
NO_MEMORY, MISTAKE, NO_CHILD = 70, 71, 75
"""Exit codes of a child that ran out of memory, that failed through our own mistake, that could not be forked."""
ANSWER_BYTES = 256 * 1024
"""An honest answer about one page is far below this; a child that says more is not believed."""


@dataclass(frozen=True, slots=True)
class Order:
    """One job for a child: ``number`` 0 looks at the whole document, 1 and above decodes that page.

    With ``picture`` the page comes back as a picture file, else as pixels.
    """

    number: int
    limits: Limits
    dpi: int | None = None
    password: str = ""
    picture: Picture | None = None

    @classmethod
    def of(cls, number: int, options: Options, limits: Limits, picture: Picture | None = None) -> Order:
        return cls(number, limits, options.dpi, options.password, picture)

    @property
    def options(self) -> Options:
        return Options(dpi=self.dpi, password=self.password)

    def pack(self) -> bytes:
        said = {"number": self.number, "dpi": self.dpi, "password": self.password, "limits": self.limits.to_dict()}
        return pack(said | {"picture": self.picture and self.picture.to_dict()})

    @classmethod
    def unpack(cls, data: bytes) -> Order:
        said = json.loads(data)
        picture = Picture(**said["picture"]) if said["picture"] else None
        return cls(said["number"], Limits(**said["limits"]), said["dpi"], said["password"], picture)


@dataclass(frozen=True, slots=True)
class End:
    """How a child ended: ``code`` as ``os.waitstatus_to_exitcode`` gives it, its largest resident set in bytes."""

    code: int
    resident: int


def pack(said: dict[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()


def packets() -> tuple[socket.socket, socket.socket]:
    """A pair of sockets that keep the borders between messages."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
