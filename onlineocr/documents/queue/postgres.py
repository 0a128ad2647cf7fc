"""The queue's statements for PostgreSQL; `sqlite` has the same functions for SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from .rows import BUSY, COLUMNS, WAITING_CALLERS, Ended, Taken, Wanted

_TAKE = f"""
WITH RECURSIVE {WAITING_CALLERS},
candidates AS (
    SELECT head.page_id, head.turn, callers.caller
    FROM callers CROSS JOIN LATERAL (
        SELECT page_id, turn FROM documents_queueentry
        WHERE token = '' AND priority = (SELECT priority FROM first) AND caller = callers.caller
        ORDER BY turn, page_id LIMIT %(count)s
    ) head
    UNION
    (SELECT page_id, turn, caller FROM documents_queueentry
     WHERE token = '' AND priority = (SELECT priority FROM first)
     ORDER BY turn, page_id LIMIT %(ahead)s)
),
busy AS MATERIALIZED ({BUSY}),
ranked AS (
    SELECT page_id, turn, busy.pages + row_number() OVER (PARTITION BY caller ORDER BY turn, page_id) AS load
    FROM candidates JOIN busy USING (caller)
),
choice AS (SELECT array_agg(page_id ORDER BY load, turn, page_id) AS pages FROM ranked),
free AS (
    SELECT page_id, array_position((SELECT pages FROM choice), page_id) AS place
    FROM documents_queueentry
    WHERE token = '' AND page_id = ANY ((SELECT pages FROM choice)::bigint[])
    ORDER BY 2 LIMIT %(count)s FOR UPDATE SKIP LOCKED
),
taken AS (SELECT page_id, row_number() OVER (ORDER BY place) AS place FROM free)
"""  # noqa: S608 - made of our own words

_TAKE_ANY = """
WITH free AS (
    SELECT page_id, priority, turn FROM documents_queueentry WHERE token = ''
    ORDER BY priority, turn, page_id LIMIT %(count)s FOR UPDATE SKIP LOCKED
),
taken AS (SELECT page_id, row_number() OVER (ORDER BY priority, turn, page_id) AS place FROM free)
"""

_CLAIM = f"""
, relaxed AS (SELECT set_config('synchronous_commit', 'off', true)),
started AS (
    UPDATE documents_run SET status = 'running', started_at = statement_timestamp() WHERE id IN (
        SELECT run.id FROM taken JOIN documents_page page ON page.id = taken.page_id
        JOIN documents_run run ON run.id = page.run_id
        WHERE run.status = 'queued' FOR NO KEY UPDATE OF run SKIP LOCKED
    )
    RETURNING document_id, region
),
shown AS (
    UPDATE documents_document SET status = 'running', updated_at = statement_timestamp() WHERE id IN (
        SELECT document.id FROM started JOIN documents_document document ON document.id = started.document_id
        WHERE started.region IS NULL FOR NO KEY UPDATE OF document SKIP LOCKED
    )
)
UPDATE documents_queueentry entry
SET worker = %(worker)s, token = %(token)s || taken.place, lease_until = statement_timestamp() + %(lease)s,
    attempts = entry.attempts + (taken.place <= %(begun)s)::int
FROM taken
JOIN documents_page page ON page.id = taken.page_id
JOIN documents_run run ON run.id = page.run_id
JOIN documents_document document ON document.id = run.document_id
WHERE entry.page_id = taken.page_id
RETURNING taken.place, entry.token, entry.attempts - (taken.place <= %(begun)s)::int, {{last}}, {COLUMNS},
    (SELECT true FROM relaxed)
"""  # noqa: S608

_FAIR = _TAKE + _CLAIM.format(last="(SELECT caller FROM last)")
_ANY = _TAKE_ANY + _CLAIM.format(last="NULL")

_END = """
WITH entry AS (
    DELETE FROM documents_queueentry WHERE page_id = %s AND token = %s RETURNING run_id, attempts, worker
),
counted AS (
    UPDATE documents_run run SET done = run.done + 1, spent_ms = run.spent_ms + %s
    FROM entry WHERE run.id = entry.run_id RETURNING run.id, run.done, run.total, run.spent_ms
)
UPDATE documents_page page
SET seq = counted.done, attempts = entry.attempts, worker = entry.worker{columns}
FROM counted, entry WHERE page.id = %s
RETURNING counted.id, counted.done, counted.total, counted.spent_ms
"""


def take(wanted: Wanted) -> list[Taken]:
    """Claim up to ``wanted.count`` waiting pages; empty if none waits.

    One statement is the whole transaction, and it waits neither for the disk nor for a lock: rows locked by another
    claimer are skipped. If other claimers lock every candidate of the fair choice, the next pages in the order of turns
    are taken.
    """
    parameters = wanted.parameters() | {"lease": wanted.lease}
    with connection.cursor() as cursor:
        for statement in (_FAIR, _ANY):
            cursor.execute(statement, parameters)
            if rows := cursor.fetchall():
                return sorted(Taken(*row[:-1]) for row in rows)
    return []


def end(page: int, token: str, spent_ms: int, values: Mapping[str, Any]) -> Ended | None:
    """Remove the entry held by ``token``, count the page in its run and write ``values`` into it; None without an
    entry.

    One statement, so that the run's row is not locked during a round trip between client and server.
    """
    columns = "".join(f', "{name}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(_END.format(columns=columns), [page, token, spent_ms, *values.values(), page])
        row = cursor.fetchone()
    return Ended(*row) if row else None
