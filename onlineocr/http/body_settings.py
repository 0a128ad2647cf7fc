"""The settings of the HTTP server: a part of Django's settings, which import all of it."""

from __future__ import annotations

from onlineocr import env

__all__ = ["BODIES_BYTES", "BODY_PACE", "BODY_STALL"]

BODY_STALL = env.duration(
    "ONLINEOCR_BODY_STALL",
    "12s",
    help="Time over which the pace of a body is measured; a body that stops is cut after one to two times this.",
    least=1,
)
BODY_PACE = env.size(
    "ONLINEOCR_BODY_PACE",
    "1KiB",
    help="Fewest bytes a second at which a body must arrive and a response must be read.",
    least=1,
)
BODIES_BYTES = env.size(
    "ONLINEOCR_BODIES",
    "4GiB",
    help="Disk space for bodies that are being received. When it is full, the client with the most of it is refused "
    "first.",
    least=1024 * 1024,
)
