"""Detect by the head of a call whether it may write to the database."""

from __future__ import annotations

import base64
import binascii

from onlineocr.accounts import keyform

_READING = {"GET", "HEAD", "OPTIONS"}


def may_write(method: str, authorization: str) -> bool:
    """Whether a call with this method and ``Authorization`` may write: wrong passwords are counted in the database."""
    return method not in _READING or _has_password(authorization)


def _has_password(authorization: str) -> bool:
    """Whether the header contains a name and a password, and not an API key in the place of one of them."""
    scheme, _, credential = authorization.strip().partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        name, _, password = base64.b64decode(credential).decode("latin-1").partition(":")
    except (binascii.Error, ValueError):
        return False  # this is refused without a query
    return not (keyform.is_meant(password) or keyform.is_meant(name))
