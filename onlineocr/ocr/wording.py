"""Numbers in sentences for people, and the letters of a text."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return ``count`` and its noun: ``one`` for 1, else ``many``, by default with an 's'. Also verbs: "page waits"."""
    return f"1 {one}" if count == 1 else f"{count:,} {many or one + 's'}"


def letters(text: str) -> list[str]:
    """Return the letters of ``text``, in order: no digits, signs or spaces."""
    return [char for char in text if char.isalpha()]
