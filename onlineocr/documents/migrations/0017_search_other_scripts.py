"""Entries of the search index written anew where words of their scripts are split or compared otherwise now.

Some documents at a time, each in a transaction of its own; what is written twice is the same.
"""

from typing import Any

from django.db import migrations, transaction
from django.db.models import Exists, OuterRef, Q

from onlineocr.documents.search.indexing import write_document, write_page

# Hebrew, Arabic, Thai, Lao, Hangul, with their presentation forms, halfwidth and conjoining ones.
SCRIPTS = "[\u0590-\u06ff\u0e00-\u0eff\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\ufb1d-\ufdff\ufe70-\ufefc\uffa0-\uffdc]"
TOGETHER = 50


def rewrite(apps: Any, using: str, key: int, owner_id: int | None, file_name: str, run: int) -> None:
    pages = apps.get_model("documents", "Page").objects.using(using).filter(run=run, status="succeeded")
    entries = apps.get_model("documents", "IndexedPage").objects.using(using).filter(document=key)
    texts = pages.order_by("number").values_list("text", flat=True)
    write_document(key, owner_id, file_name, texts.iterator(100), using)
    for entry, owner, first, text in entries.values_list("pk", "owner_id", "first", "page__text").iterator(100):
        write_page(entry, owner, file_name if first else "", text or "", using)


def refill(apps, schema_editor):
    using = schema_editor.connection.alias
    documents, pages = (apps.get_model("documents", name).objects.using(using) for name in ("Document", "Page"))
    written = pages.filter(run=OuterRef("shown"), status="succeeded", text__regex=SCRIPTS)
    found = documents.filter(Q(file_name__regex=SCRIPTS) | Exists(written), shown__isnull=False).order_by("pk")
    rows, last = found.values_list("pk", "owner_id", "file_name", "shown_id"), 0
    while some := list(rows.filter(pk__gt=last)[:TOGETHER]):
        for row in some:
            with transaction.atomic(using):
                rewrite(apps, using, *row)
        last = some[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("documents", "0016_liveness")]
    operations = [migrations.RunPython(refill, migrations.RunPython.noop, elidable=True)]
