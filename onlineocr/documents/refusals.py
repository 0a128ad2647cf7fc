"""Why work is not taken now, though nothing is wrong with it. Every edge tells these in its own protocol's way."""

from __future__ import annotations


class Refused(Exception):
    """The root. ``code`` is stable and public; ``retry_after`` in seconds, None where time alone helps nothing.

    ::

        Refused
        ├── QueueFull       too many pages wait, of this caller or in all
        ├── QuotaExceeded   the account or address has had what it may have in this day or month
        ├── StorageFull     the account keeps as many bytes as it may
        └── Busy            the server's threads are taken
    """

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class QueueFull(Refused):
    code = "queue_full"


class QuotaExceeded(Refused):
    code = "quota_exceeded"


class StorageFull(Refused):
    code = "storage_full"


class Busy(Refused):
    code = "server_busy"
