"""The search index by page; the one by document made anew, for words that are split otherwise. Both are filled next."""

import django.db.models.deletion
from django.db import migrations, models

# Words come split and folded, with blanks between: each is one word here, whatever its letters.
TOKENS = "tokenize=\"ascii tokenchars '~'\""
SQLITE = (
    # Made again after all migrations, see documents/models/triggers.py.
    "DROP TRIGGER IF EXISTS documents_search_delete",
    "DROP TRIGGER IF EXISTS documents_change_hands",
    "DROP TABLE documents_search",
    f"CREATE VIRTUAL TABLE documents_search USING fts5(body, prefix='2 3', {TOKENS})",
    f"CREATE VIRTUAL TABLE documents_page_search USING fts5(name, body, prefix='1 2 3 4', {TOKENS})",
)
POSTGRESQL = (
    "ALTER TABLE documents_indexedpage ADD COLUMN vector tsvector",
    "CREATE INDEX documents_indexedpage_vector ON documents_indexedpage USING gin (vector)",
    "TRUNCATE documents_search",
)


def create(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("documents", "0009_keyed_calls")]
    operations = [
        migrations.CreateModel(
            name="IndexedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField(help_text="the document's; 0 stands for nobody")),
                (
                    "first",
                    models.BooleanField(
                        default=False, help_text="the document's first: it holds the words of the file name"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "page",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="documents.page"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["owner_id", "id"], name="indexed_page_owner")]},
        ),
        migrations.RunPython(create),
    ]
