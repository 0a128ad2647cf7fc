"""What the database itself does when a document is deleted, whoever deletes it and however.

Django makes a table anew for most of its changes on SQLite, and the triggers go with the old one. So they are
looked after whenever migrations have run.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS documents_search_delete AFTER DELETE ON documents_document
         BEGIN DELETE FROM documents_search WHERE rowid = old.id; END""",
    """CREATE TRIGGER IF NOT EXISTS documents_erase AFTER DELETE ON documents_document
         BEGIN INSERT INTO documents_erasure (uid, "key") VALUES (old.uid, old."key"); END""",
)
_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION documents_erase() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         INSERT INTO documents_erasure (uid, key) VALUES (old.uid, old.key); RETURN NULL; END $$""",
    """DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'documents_erase') THEN
         CREATE TRIGGER documents_erase AFTER DELETE ON documents_document
           FOR EACH ROW EXECUTE FUNCTION documents_erase(); END IF; END $$""",
)


def install(*, using: str, **_: Any) -> None:
    """Make the triggers that are not there; nothing before the tables are."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if "documents_erasure" not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
