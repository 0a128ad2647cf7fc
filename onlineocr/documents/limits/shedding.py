"""Checks whether the queue has room for more pages: limits on a new page's wait and on the number of waiting pages.

`refusal` decides by a recent state of the queue, without the database. A middleware calls it after it has received the
head of a call, before the body arrives and before the caller is known. `quotas` calls `overfull` again, with the state
in its transaction.
"""

from __future__ import annotations

from django.conf import settings

from onlineocr.ocr.wording import counted

from .callers import is_visitor
from .errors import QueueFull
from .queue_state import QueueState, watched

_LONGEST = 600.0  # seconds: the largest Retry-After for a full queue
_IDLE = 60.0  # Retry-After when no worker runs
_VISITORS = 0.5  # part of the longest wait that all visitors together may fill
_NOBODY = "u"  # a caller with nothing in the queue


def refusal(share_key: str | None) -> QueueFull | None:
    """Return the error if no page of ``share_key`` can be taken now, by a recent state. With None the account is
    unknown."""
    return overfull(watched.current(), _NOBODY if share_key is None else share_key)


def overfull(queue: QueueState, share_key: str, pages: int = 1) -> QueueFull | None:
    """Return the error if ``pages`` more of ``share_key`` do not fit into ``queue``, else None.

    The wait is that of the first page, so a long document is accepted if the queue is short.
    """
    return _too_many(queue, share_key, pages) or _too_long(queue, share_key)


def _too_many(queue: QueueState, share_key: str, pages: int) -> QueueFull | None:
    over = queue.total + pages - settings.QUEUE_PAGES
    if over > 0:
        waiting = counted(queue.total, "page waits", "pages wait")
        text = f"{waiting} to be read, and at most {settings.QUEUE_PAGES} may. Try again later."
        return QueueFull(text, retry_after=_until_read(over, queue))
    over = queue.of(share_key) + pages - settings.QUEUE_LANE
    if over > 0:
        waiting = counted(queue.of(share_key), "page of yours waits", "pages of yours wait")
        text = f"{waiting} to be read, and at most {settings.QUEUE_LANE} may."
        return QueueFull(f"{text} Wait until some are done.", retry_after=_until_read(over, queue))
    return None


def _too_long(queue: QueueState, share_key: str) -> QueueFull | None:
    longest: float = settings.QUEUE_SECONDS
    if not longest:
        return None
    over = queue.wait(share_key) - longest
    if is_visitor(share_key):
        over = max(over, queue.wait_behind_visitors(share_key) - longest * _VISITORS)
    if over <= 0:
        return None
    wait = _minutes(queue.wait(share_key))
    text = f"A new page would wait {wait} for its turn, which is longer than this server allows."
    return QueueFull(f"{text} Try again later.", retry_after=min(_LONGEST, max(1.0, over)))


def _until_read(pages: int, queue: QueueState) -> float:
    """Return the seconds in which so many pages are probably read."""
    return min(_LONGEST, max(1.0, pages / queue.pace)) if queue.recognisers else _IDLE


def _minutes(seconds: float) -> str:
    return counted(round(seconds), "second") if seconds < 100 else counted(round(seconds / 60), "minute")
