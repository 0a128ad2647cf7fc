"""Search entries numbered so that an owner's lie together; tallies and languages of the documents that are there.

The triggers that keep all this are made after each ``migrate``: see ``documents/models/triggers.py``.
"""

from django.db import migrations
from django.db.models import Count

REVIEW_BELOW = 0.8

SQLITE = (
    "DROP TRIGGER IF EXISTS documents_search_delete",
    """CREATE VIRTUAL TABLE documents_found USING fts5(
         body, prefix='2 3', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N*'")""",
    """INSERT INTO documents_found (rowid, body)
         SELECT coalesce(d.owner_id, 0) << 40 | d.id, s.body FROM documents_search s
         JOIN documents_document d ON d.id = s.rowid ORDER BY 1""",
    "DROP TABLE documents_search",
    "ALTER TABLE documents_found RENAME TO documents_search",
)
POSTGRESQL = (
    "DROP TRIGGER IF EXISTS documents_search_truncate ON documents_document",
    "DROP TRIGGER IF EXISTS documents_search_delete ON documents_document",
    "DROP FUNCTION IF EXISTS documents_search_delete",
    "DROP TRIGGER IF EXISTS documents_erase ON documents_document",
    "DROP FUNCTION IF EXISTS documents_erase",
)


def renumber(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def fill(apps, schema_editor):
    document, page, language, tally = (
        apps.get_model("documents", name) for name in ("Document", "Page", "DocumentLanguage", "Tally")
    )
    counts = document.objects.order_by().values_list("owner_id").annotate(Count("id"))
    tally.objects.bulk_create(tally(owner_id=owner or 0, documents=count) for owner, count in counts)
    rows = document.objects.values_list("pk", "owner_id", "languages").iterator()
    language.objects.bulk_create(
        (language(document_id=pk, owner_id=owner, language=tag) for pk, owner, tags in rows for tag in tags),
        batch_size=500,
    )
    page.objects.filter(confidence__lt=REVIEW_BELOW).update(needs_review=True)
    unsure = page.objects.filter(needs_review=True).values("run")
    document.objects.filter(shown__in=unsure).update(needs_review=True)


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_listing")]
    operations = [
        migrations.RunPython(renumber),
        migrations.RunPython(fill),
    ]
