"""The bounds on one file: one value, passed from API or command line to the decode child."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; every one of them is a setting of the service.

    ``max_bytes``       size of the file, in bytes
    ``max_pixels``      width times height of one page as stored in the file; more is refused
    ``work_pixels``     width times height passed to an engine; a larger page is scaled down to it,
                        and its boxes are scaled back
    ``max_pages``       pages or frames of one document
    ``decode_seconds``  wall-clock and CPU time of one decode child
    ``decode_memory``   address space of one decode child, in bytes: docs/design/sandbox.md#memory
    ``page_seconds``    processor time of recognizing one page; three times as long by the clock
    """

    max_bytes: int = 50 * MIB
    max_pixels: int = 200_000_000
    work_pixels: int = 40_000_000
    max_pages: int = 5_000
    decode_seconds: float = 10.0
    decode_memory: int = 1536 * MIB
    page_seconds: float = 20.0

    def to_dict(self) -> dict[str, float]:
        """Return the bounds by name, as in the capabilities call and in the decode child's job."""
        return asdict(self)
