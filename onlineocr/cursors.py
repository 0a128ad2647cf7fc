"""Cursors of lists: opaque texts, signed so that changed ones are rejected."""

from __future__ import annotations

from typing import Any

from django.core import signing


def write(value: Any, *, purpose: str) -> str:
    """Return ``value``, which must fit in JSON, as a text that :func:`read` accepts only for the same ``purpose``."""
    return signing.Signer(salt=purpose).sign_object(value)


def read(text: str, *, purpose: str) -> Any:
    """Return the value of a cursor; ValueError for a text that was not made here for this ``purpose``."""
    try:
        return signing.Signer(salt=purpose).unsign_object(text)
    except Exception:  # noqa: BLE001 - a damaged text can raise any error
        raise ValueError("The cursor is broken") from None
