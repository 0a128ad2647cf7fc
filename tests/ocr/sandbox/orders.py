"""Orders to a child that is told to do harm: the password carries the deed."""

from __future__ import annotations

from onlineocr.ocr.options import Options


def carrying(deed: str) -> Options:
    """Options whose password is ``deed``, which may be longer than a password is."""
    options = Options()
    object.__setattr__(options, "password", deed)
    return options
