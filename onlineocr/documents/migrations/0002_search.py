"""The full-text index: FTS5 on SQLite, a tsvector with GIN on PostgreSQL. Rows go with their document."""

from django.db import migrations

SQLITE = (
    # The words are split before they come here, so each one is letters, marks and digits between blanks.
    """CREATE VIRTUAL TABLE documents_search USING fts5(
         body, prefix='2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N*'")""",
    """CREATE TRIGGER documents_search_delete AFTER DELETE ON documents_document
         BEGIN DELETE FROM documents_search WHERE rowid = old.id; END""",
)
POSTGRESQL = (
    # No foreign key: it would keep TRUNCATE, and with it Django's 'flush', from emptying documents_document.
    "CREATE TABLE documents_search (document_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX documents_search_vector ON documents_search USING gin (vector)",
    """CREATE FUNCTION documents_search_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF TG_OP = 'TRUNCATE' THEN DELETE FROM documents_search;
         ELSE DELETE FROM documents_search WHERE document_id = old.id; END IF;
         RETURN NULL; END $$""",
    """CREATE TRIGGER documents_search_delete AFTER DELETE ON documents_document
         FOR EACH ROW EXECUTE FUNCTION documents_search_delete()""",
    """CREATE TRIGGER documents_search_truncate AFTER TRUNCATE ON documents_document
         FOR EACH STATEMENT EXECUTE FUNCTION documents_search_delete()""",
)


def create(apps, schema_editor):
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER documents_search_truncate ON documents_document")
        schema_editor.execute("DROP TRIGGER documents_search_delete ON documents_document")
        schema_editor.execute("DROP FUNCTION documents_search_delete")
    else:
        schema_editor.execute("DROP TRIGGER documents_search_delete")
    schema_editor.execute("DROP TABLE documents_search")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
