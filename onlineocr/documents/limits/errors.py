"""Reasons for refusing valid work for now. Every edge maps these errors to its own protocol."""

from __future__ import annotations

from onlineocr.ocr.errors import OcrError


class AdmissionError(Exception):
    """Base class. ``code`` is stable and public; ``retry_after`` in seconds, None if waiting alone does not help.

    ::

        AdmissionError
        ├── QueueFull       too many pages wait, of this caller or in all
        ├── QuotaExceeded   the account or address has used its quota of this day or month
        ├── StorageFull     the account keeps as many bytes as it may
        ├── DiskFull        the disk has no room for another upload
        ├── Busy            the server's threads are taken
        ├── InProgress      a call with the same Idempotency-Key is at work
        └── KeyReused       the Idempotency-Key was sent with another call
    """

    code = "unavailable"

    def __init__(self, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class QueueFull(AdmissionError):
    code = "queue_full"


class QuotaExceeded(AdmissionError):
    code = "quota_exceeded"


class StorageFull(AdmissionError):
    code = "storage_full"


class DiskFull(AdmissionError):
    code = "disk_full"


class Busy(AdmissionError):
    code = "server_busy"


class InProgress(AdmissionError):
    code = "call_in_progress"


class KeyReused(AdmissionError):
    code = "idempotency_key_reused"


class BatchRefused(Exception):
    """One file of a batch was refused, and so the whole batch was."""

    def __init__(self, number: int, name: str, cause: OcrError) -> None:
        super().__init__(f"File {number}{f' ({name})' if name else ''}: {cause.detail}")
        self.number, self.cause = number, cause
