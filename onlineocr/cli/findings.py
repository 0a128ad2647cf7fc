"""Results of checks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check. ``remedy`` is the advice if it is not ``ok``."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


class Trouble(Exception):
    """A check failed."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.remedy = remedy
