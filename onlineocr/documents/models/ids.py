"""Ids that sort by time and cannot be guessed, and the hashes by which secret tokens are stored."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


def token_hash(token: str) -> str:
    """Return the hash under which a secret token is stored. A token has 256 random bits, so it needs no salt."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
