"""Cursors of lists: opaque and signed, so that nothing in one has to be trusted."""

from __future__ import annotations

from typing import Any

from django.core import signing


def write(value: Any, *, purpose: str) -> str:
    """Return ``value``, which JSON can hold, as a text that :func:`read` takes for the same ``purpose`` only."""
    return signing.Signer(salt=purpose).sign_object(value)


def read(text: str, *, purpose: str) -> Any:
    """Return the value of a cursor; ValueError for a text that was not made here for this ``purpose``."""
    try:
        return signing.Signer(salt=purpose).unsign_object(text)
    except Exception:  # noqa: BLE001 - a broken one raises anything
        raise ValueError("The cursor is broken") from None
