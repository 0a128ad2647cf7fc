"""The queue's statements for SQLite; `postgres` has the same functions for PostgreSQL.

A transaction holds the write lock from its beginning, so the rows that it reads do not change until it ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from .durability import light
from .rows import BUSY, COLUMNS, WAITING_CALLERS, Ended, Taken, Wanted

_CHOOSE = f"""
WITH RECURSIVE {WAITING_CALLERS},
candidates AS (
    SELECT entry.page_id, entry.turn, entry.caller
    FROM callers CROSS JOIN documents_queueentry entry
    WHERE entry.page_id IN (
        SELECT page_id FROM documents_queueentry
        WHERE token = '' AND priority = (SELECT priority FROM first) AND caller = callers.caller
        ORDER BY turn, page_id LIMIT %(count)s
    )
    UNION
    SELECT * FROM (
        SELECT page_id, turn, caller FROM documents_queueentry
        WHERE token = '' AND priority = (SELECT priority FROM first)
        ORDER BY turn, page_id LIMIT %(ahead)s
    )
),
busy AS ({BUSY} LIMIT -1), -- which is computed once for each caller, not for each candidate
ranked AS (
    SELECT page_id, turn, busy.pages + row_number() OVER (PARTITION BY candidates.caller ORDER BY turn, page_id) AS load
    FROM candidates JOIN busy ON busy.caller = candidates.caller
),
taken AS (SELECT page_id, load, turn FROM ranked ORDER BY load, turn, page_id LIMIT %(count)s)
SELECT row_number() OVER (ORDER BY load, taken.turn, taken.page_id) AS place, '', entry.attempts,
    (SELECT caller FROM last), {COLUMNS}
FROM taken
CROSS JOIN documents_queueentry entry ON entry.page_id = taken.page_id
CROSS JOIN documents_page page ON page.id = taken.page_id
CROSS JOIN documents_run run ON run.id = page.run_id
CROSS JOIN documents_document document ON document.id = run.document_id
ORDER BY place
"""  # noqa: S608 - made of our own words

_HOLD = """UPDATE documents_queueentry SET worker = %s, token = %s, attempts = attempts + %s,
    lease_until = strftime('%%Y-%%m-%%d %%H:%%M:%%f999', 'now', %s) WHERE page_id = %s"""

_ANY = "SELECT 1 FROM documents_queueentry WHERE token = '' LIMIT 1"
_COUNT = "UPDATE documents_run SET done = done + 1, spent_ms = spent_ms + %s WHERE id = %s"
_COUNTED = "SELECT id, done, total, spent_ms FROM documents_run WHERE id = %s"
_ENTRY = "SELECT run_id, attempts, worker FROM documents_queueentry WHERE page_id = %s AND token = %s"


def take(wanted: Wanted) -> list[Taken]:
    """Claim up to ``wanted.count`` waiting pages; empty if none waits."""
    with connection.cursor() as cursor:
        if cursor.execute(_ANY).fetchone() is None:
            return []  # no write lock for an idle look
        with light():
            rows = [Taken(*row) for row in cursor.execute(_CHOOSE, wanted.parameters()).fetchall()]
            taken = [row._replace(token=f"{wanted.token}{row.place}") for row in rows]
            lease = f"+{wanted.lease.total_seconds()} seconds"
            for row in taken:
                cursor.execute(_HOLD, [wanted.worker, row.token, row.place <= wanted.begun, lease, row.page])
            for row in {row.run: row for row in taken if row.run_status == "queued"}.values():
                _mark_started(cursor, row)
    return taken


def _mark_started(cursor: CursorWrapper, row: Taken) -> None:
    """Set the page's run and its document to running."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    cursor.execute("UPDATE documents_run SET status = 'running', started_at = %s WHERE id = %s", [now, row.run])
    if not row.region:
        cursor.execute(
            "UPDATE documents_document SET status = 'running', updated_at = %s WHERE id = %s", [now, row.document]
        )


def end(page: int, token: str, spent_ms: int, values: Mapping[str, Any]) -> Ended | None:
    """Remove the entry held by ``token``, count the page in its run, write ``values`` into it; None without an entry.

    Runs in the caller's transaction.
    """
    with connection.cursor() as cursor:
        entry = cursor.execute(_ENTRY, [page, token]).fetchone()
        if entry is None:
            return None
        run, attempts, worker = entry
        cursor.execute("DELETE FROM documents_queueentry WHERE page_id = %s", [page])
        cursor.execute(_COUNT, [spent_ms, run])
        ended = Ended(*cursor.execute(_COUNTED, [run]).fetchone())
        columns = {"attempts": attempts, "worker": worker, **values, "seq": ended.done}
        assigned = ", ".join(f'"{name}" = %s' for name in columns)
        cursor.execute(f"UPDATE documents_page SET {assigned} WHERE id = %s", [*columns.values(), page])  # noqa: S608
    return ended
