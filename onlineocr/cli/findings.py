"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``remedy`` says how to mend what is not ``ok``."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


class Trouble(Exception):
    """A check failed."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.remedy = remedy
