# ruff: noqa: S608 - statements made of our own words
"""Database triggers for created, deleted and reassigned documents, which run for any program's change.

They remove the document's entries in the search index, note its files and traces for erasure, and update each owner's
tally. For most schema changes on SQLite, Django makes a new table, and the triggers of the old one are lost. So they
are installed again after each migration.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

OWNER_SHIFT = 40
"""An entry of the SQLite search index has the number ``owner << 40 | document``, or ``owner << 40 | page's entry``, so
that an owner's entries are adjacent."""

_NUMBER = f"(coalesce({{0}}.owner_id, 0) << {OWNER_SHIFT} | {{0}}.id)"
_COUNT_NEW = """INSERT INTO documents_tally (owner_id, documents) VALUES (coalesce(new.owner_id, 0), 1)
         ON CONFLICT (owner_id) DO UPDATE SET documents = documents_tally.documents + 1;"""
_COUNT_OLD = """UPDATE documents_tally SET documents = documents - 1 WHERE owner_id = coalesce(old.owner_id, 0);"""
_MOVE = """UPDATE documents_documentlanguage SET owner_id = new.owner_id WHERE document_id = new.id;
         UPDATE documents_indexedpage SET owner_id = coalesce(new.owner_id, 0) WHERE document_id = new.id;"""
_ENTRY = f"({{0}}.owner_id << {OWNER_SHIFT} | {{0}}.id)"

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS documents_search_delete AFTER DELETE ON documents_document
         BEGIN DELETE FROM documents_search WHERE rowid = {_NUMBER.format("old")}; END""",
    f"""CREATE TRIGGER IF NOT EXISTS documents_page_search_delete AFTER DELETE ON documents_indexedpage
         BEGIN DELETE FROM documents_page_search WHERE rowid = {_ENTRY.format("old")}; END""",
    """CREATE TRIGGER IF NOT EXISTS documents_erase AFTER DELETE ON documents_document
         BEGIN INSERT INTO documents_erasure (uid, "key") VALUES (old.uid, old."key"); END""",
    f"""CREATE TRIGGER IF NOT EXISTS documents_come AFTER INSERT ON documents_document
         BEGIN {_COUNT_NEW} END""",
    f"""CREATE TRIGGER IF NOT EXISTS documents_go AFTER DELETE ON documents_document
         BEGIN {_COUNT_OLD} END""",
    f"""CREATE TRIGGER IF NOT EXISTS documents_change_hands AFTER UPDATE OF owner_id ON documents_document
         WHEN old.owner_id IS NOT new.owner_id BEGIN {_COUNT_OLD} {_COUNT_NEW}
         UPDATE documents_page_search
         SET rowid = coalesce(new.owner_id, 0) << {OWNER_SHIFT} | (rowid & {(1 << OWNER_SHIFT) - 1}) WHERE rowid IN (
         SELECT {_ENTRY.format("entry")} FROM documents_indexedpage entry WHERE entry.document_id = new.id);
         {_MOVE}
         UPDATE documents_search SET rowid = {_NUMBER.format("new")} WHERE rowid = {_NUMBER.format("old")}; END""",
)


def _trigger(name: str, when: str) -> str:
    """Return SQL for PostgreSQL 11 and later, which have no CREATE TRIGGER IF NOT EXISTS."""
    return f"""DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = '{name}') THEN
         CREATE TRIGGER {name} {when}; END IF; END $$"""


_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION documents_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         DELETE FROM documents_search WHERE document_id = old.id;
         INSERT INTO documents_erasure (uid, key) VALUES (old.uid, old.key); {_COUNT_OLD} RETURN NULL; END $$""",
    f"""CREATE OR REPLACE FUNCTION documents_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         {_COUNT_NEW} RETURN NULL; END $$""",
    f"""CREATE OR REPLACE FUNCTION documents_change_hands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         {_COUNT_OLD} {_COUNT_NEW} {_MOVE} RETURN NULL; END $$""",
    # Django's 'flush' uses TRUNCATE.
    """CREATE OR REPLACE FUNCTION documents_empty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         DELETE FROM documents_search; DELETE FROM documents_tally; RETURN NULL; END $$""",
    _trigger("documents_go", "AFTER DELETE ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_go()"),
    _trigger("documents_come", "AFTER INSERT ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_come()"),
    _trigger(
        "documents_change_hands",
        "AFTER UPDATE OF owner_id ON documents_document FOR EACH ROW "
        "WHEN (old.owner_id IS DISTINCT FROM new.owner_id) EXECUTE FUNCTION documents_change_hands()",
    ),
    _trigger(
        "documents_empty", "AFTER TRUNCATE ON documents_document FOR EACH STATEMENT EXECUTE FUNCTION documents_empty()"
    ),
)
_NEEDED = {
    "documents_erasure", "documents_search", "documents_tally", "documents_documentlanguage", "documents_indexedpage",
}  # fmt: skip


def install(*, using: str, **_: Any) -> None:
    """Create the missing triggers; does nothing before the tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not set(connection.introspection.table_names(cursor)) >= _NEEDED:
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
