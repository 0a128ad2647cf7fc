"""Reasons for which a request is answered before its body is received."""

from __future__ import annotations

from dataclasses import dataclass

from .limits import HEAD_SECONDS, LINGER_SECONDS, LINGER_SHORTLY

_NO_END = {"body_too_slow", "head_too_slow", "malformed", "head_too_large", "version_not_supported", "not_implemented"}
"""Codes of refusals after which the end of the request is unknown."""

ENVIRON = "onlineocr.refusal"
"""The key of the :class:`Refusal` in the WSGI environment of a refused request."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Refusal of a request. ``code`` is one of the API's error codes. ``retry_after`` is in seconds."""

    code: str
    detail: str
    retry_after: int | None = None

    @property
    def linger(self) -> float:
        """Seconds during which the rest of the body is read and discarded."""
        return LINGER_SHORTLY if self.code in _NO_END else LINGER_SECONDS


TOO_SLOW = Refusal("body_too_slow", "The body arrived too slowly, or stopped. Nothing was stored; send it again.")
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
    """Return the refusal of a body that exceeds ``limit``; ``size`` is its length, None if it is chunked."""
    found = f"more than {limit}" if size is None else str(size)
    return Refusal("too_many_bytes", f"The body has {found} bytes; at most {limit} are taken.")


def malformed(detail: str) -> Refusal:
    """Return the refusal of a head or a body whose end cannot be found."""
    return Refusal("malformed", f"{detail} The connection ends.")
