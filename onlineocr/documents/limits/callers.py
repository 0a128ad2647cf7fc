"""Share keys: names of the callers that take turns in the queue, accounts and IP addresses without an account.

An address is stored only as a keyed hash, which distinguishes callers without revealing their address.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings


def share_key_of(owner: Any, address: str | None = None) -> str:
    """Return the share key of a user, or of a caller without an account from ``address`` (None: unknown)."""
    if owner is not None:
        return f"u{owner.pk}"
    keyed = hmac.new(settings.SECRET_KEY.encode(), b"lane:" + (address or "").encode(), hashlib.sha256)
    return f"a{keyed.hexdigest()[:20]}"


def is_visitor(share_key: str) -> bool:
    """Return whether the key is that of an address without an account."""
    return share_key.startswith("a")
