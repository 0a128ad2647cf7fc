"""The search index of the documents that are there: some at a time, each part in a transaction of its own.

It can be interrupted: the next time it goes on with the documents that have no entry.
"""

from typing import Any

from django.db import migrations, transaction
from django.db.models import Max

from onlineocr.documents.search.indexing import write_document, write_page

TOGETHER = 50  # documents in one transaction
AT_ONCE = 100  # texts in memory


def write(apps: Any, using: str, key: int, owner_id: int | None, file_name: str, run: int) -> None:
    """As `entries.index` does it, which asks for columns that later migrations bring."""
    entry = apps.get_model("documents", "IndexedPage")
    texts = apps.get_model("documents", "Page").objects.using(using).filter(run=run, status="succeeded")
    in_order = texts.order_by("number").values_list("text", flat=True).iterator(AT_ONCE)
    write_document(key, owner_id, file_name, in_order, using)
    first = texts.order_by("number").values_list("pk", flat=True).first()
    backwards = texts.order_by("-number").values_list("pk", "text").iterator(AT_ONCE) if first else [(None, "")]
    for page, text in backwards:
        row = entry.objects.using(using).create(
            document_id=key, owner_id=owner_id or 0, page_id=page, first=page == first
        )
        write_page(row.pk, row.owner_id, file_name if row.first else "", text, using)


def fill(apps, schema_editor):
    using = schema_editor.connection.alias
    documents, entries = (
        apps.get_model("documents", name).objects.using(using) for name in ("Document", "IndexedPage")
    )
    last = entries.aggregate(last=Max("document"))["last"] or 0
    read = documents.filter(shown__isnull=False).order_by("pk").values_list("pk", "owner_id", "file_name", "shown_id")
    while rows := list(read.filter(pk__gt=last)[:TOGETHER]):
        with transaction.atomic(using):
            for row in rows:
                write(apps, using, *row)
        last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0010_page_search")]
    operations = [migrations.RunPython(fill, elidable=True)]
