"""The use of the account's quotas, as bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from onlineocr.accounts.models import User
from onlineocr.documents.limits import quotas
from onlineocr.documents.limits.callers import share_key_of

from .. import present


@dataclass(frozen=True, slots=True)
class Bar:
    """A counter with its limit; ``limit`` is 0 without one."""

    name: str
    used: int
    limit: int
    text: str

    @property
    def spent(self) -> bool:
        return bool(self.limit) and self.used >= self.limit


def bars(user: User) -> list[Bar]:
    """Return the pages and bytes of the present window, the stored bytes and the waiting pages of ``user``."""
    found = quotas.standing(share_key_of(user), user)
    documents, stored = quotas.stored(user)
    window = "today" if settings.QUOTA_WINDOW == "day" else f"this {settings.QUOTA_WINDOW}"
    return [
        _bar(f"Pages sent {window}", found.pages, found.bounds.pages, _number),
        _bar(f"Bytes sent {window}", found.bytes, found.bounds.bytes, present.size),
        _bar(
            f"Kept in {documents} document{'' if documents == 1 else 's'}", stored, found.bounds.storage, present.size
        ),
        _bar("Pages waiting to be read", found.waiting, settings.QUEUE_LANE, _number),
    ]


def _bar(name: str, used: int, limit: int, write: Callable[[int], str]) -> Bar:
    text = f"{write(used)} of {write(limit)}" if limit else f"{write(used)}, no limit"
    return Bar(name, used, limit, text)


def _number(value: int) -> str:
    return f"{value:,}"
