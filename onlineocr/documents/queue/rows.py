"""Rows that the queue's statements take and return, and the SQL common to both databases.

A claim finds its pages without scanning the waiting ones. Candidates are the first pages of up to `CALLERS` callers,
found by a loose index scan (for each caller one step in `queue_callers`), and the first pages in the order of turns
(`queue_turns`). Of these, the callers with the fewest pages under way come first, then the lower turn, then the older
page. With more callers than that, the scan of the next claim begins after the last caller of this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

CALLERS = 64
"""Number of callers that one claim compares by their pages under way."""
_AHEAD = 32  # further candidates of a claim, in the order of turns

ENQUEUE = """
INSERT INTO documents_queueentry (page_id, run_id, priority, caller, turn, attempts, worker, token)
SELECT id, run_id, %s, %s, (
    SELECT max(turn) FROM (
        SELECT 0 AS turn
        UNION ALL SELECT turn FROM (
            SELECT turn FROM documents_queueentry WHERE token = '' AND priority = %s ORDER BY turn, page_id LIMIT 1
        ) served
        UNION ALL SELECT turn + 1 FROM (
            SELECT turn FROM documents_queueentry WHERE token = '' AND priority = %s AND caller = %s
            ORDER BY turn DESC, page_id DESC LIMIT 1
        ) own
    ) turns
) + row_number() OVER (ORDER BY number) - 1, 0, '', ''
FROM documents_page WHERE run_id = %s
"""
"""Puts the pages of a run into the queue, each with a turn one higher than the one before it."""

WAITING_CALLERS = """
first AS (
    SELECT priority FROM documents_queueentry WHERE token = '' ORDER BY priority, turn, page_id LIMIT 1
),
callers AS (
    SELECT (
        SELECT caller FROM documents_queueentry
        WHERE token = '' AND priority = (SELECT priority FROM first) AND caller >= %(after)s
        ORDER BY caller LIMIT 1
    ) AS caller, 1 AS step
    UNION ALL
    SELECT (
        SELECT entry.caller FROM documents_queueentry entry
        WHERE entry.token = '' AND entry.priority = (SELECT priority FROM first) AND entry.caller > callers.caller
        ORDER BY entry.caller LIMIT 1
    ), callers.step + 1
    FROM callers WHERE callers.caller IS NOT NULL AND callers.step < %(callers)s
),
last AS (SELECT max(caller) AS caller FROM callers HAVING count(caller) = %(callers)s)
"""

BUSY = """
    SELECT caller, (
        SELECT count(*) FROM documents_queueentry held WHERE NOT (held.token = '') AND held.caller = asked.caller
    ) AS pages
    FROM (SELECT DISTINCT caller FROM candidates) asked
"""
"""Pages under way of each caller among the candidates, counted in `queue_held`."""

COLUMNS = """entry.page_id, entry.priority, entry.caller, page.number, page.turned, run.id, run.status, run.options,
    run.protected, run.region, document.id, document.uid, document.key"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request for pages: up to ``count``, of which the first ``begun`` will be read at once."""

    worker: str
    token: str
    lease: timedelta
    count: int = 1
    begun: int = 0
    after: str = ""

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the statements that claim pages."""
        return {
            "worker": self.worker,
            "token": self.token,
            "count": self.count,
            "begun": self.begun,
            "after": self.after,
            "ahead": self.count + _AHEAD,
            "callers": CALLERS,
        }


class Taken(NamedTuple):
    """A claimed page. ``last``: the last caller that was compared; None if all were."""

    place: int
    token: str
    attempts: int
    last: str | None
    page: int
    priority: int
    caller: str
    number: int
    turned: int | None
    run: int
    run_status: str
    options: Any
    protected: bool
    region: Any
    document: int
    uid: Any
    key: str


class Ended(NamedTuple):
    """A run's counters after one of its pages has ended."""

    run: int
    done: int
    total: int
    spent_ms: int
