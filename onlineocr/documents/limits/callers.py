"""Lanes: who takes turns in the queue. An account is one lane; without an account, an address is.

An address is kept only as a keyed hash: it tells two callers apart, and tells nobody where they are.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings


def lane_of(owner: Any, address: str | None = None) -> str:
    """The lane of a user, or of whoever calls from ``address`` without an account (None: not known)."""
    if owner is not None:
        return f"u{owner.pk}"
    keyed = hmac.new(settings.SECRET_KEY.encode(), b"lane:" + (address or "").encode(), hashlib.sha256)
    return f"a{keyed.hexdigest()[:20]}"


def is_visitor(lane: str) -> bool:
    """Whether the lane is an address without an account."""
    return lane.startswith("a")
