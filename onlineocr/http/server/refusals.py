"""Why a request is answered before its body is here."""

from __future__ import annotations

from dataclasses import dataclass

from .limits import HEAD_SECONDS, LINGER_SECONDS, LINGER_SHORTLY

_NO_END = {"body_too_slow", "head_too_slow", "malformed", "head_too_large", "version_not_supported", "not_implemented"}
"""Codes after which it is not known where the request ends, or whether it ever does."""

ENVIRON = "onlineocr.refusal"
"""The key of a refused request's WSGI environment under which its :class:`Refusal` lies."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """``code`` is one of the API's error codes. ``retry_after`` is in seconds."""

    code: str
    detail: str
    retry_after: int | None = None

    @property
    def linger(self) -> float:
        """Seconds in which the rest of the body is read and thrown away."""
        return LINGER_SHORTLY if self.code in _NO_END else LINGER_SECONDS


TOO_SLOW = Refusal("body_too_slow", "The body came too slowly, or stopped. Nothing was stored; send the request again.")
HEAD_TOO_SLOW = Refusal(
    "head_too_slow", f"The head of the request was not complete within {HEAD_SECONDS:g} s. The connection ends."
)
BROKEN_OFF = Refusal(
    "body_too_slow", "The connection ended before the body did. Nothing was stored; send the request again."
)
NO_ROOM = Refusal("server_busy", "The server receives as many uploads as it has room for. Try again soon.", 10)
STOPPING = Refusal("server_busy", "The server is about to restart. Send the request again in a moment.", 5)
DISK_FULL = Refusal("disk_full", "The server cannot store anything now. Its operator must make room.", 60)


def too_large(size: int | None, limit: int) -> Refusal:
    """The refusal of a body of ``size`` bytes; None when it is chunked and only known to be larger than ``limit``."""
    found = f"more than {limit}" if size is None else str(size)
    return Refusal("too_many_bytes", f"The body has {found} bytes; at most {limit} are taken.")


def malformed(detail: str) -> Refusal:
    """The refusal of a head or a body whose end cannot be found."""
    return Refusal("malformed", f"{detail} The connection ends.")
