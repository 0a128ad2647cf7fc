"""Databases of the version in which the table of pages was the queue."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from onlineocr.documents.models import Document, Page, QueueEntry
from onlineocr.documents.queue import claims

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def older():
    """``older()``: the models of that version, on its tables; afterwards ``older.migrate()`` makes today's."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    executor = MigrationExecutor(connection)
    executor.migrate([("documents", "0017_search_other_scripts")])
    apps = executor.loader.project_state([("documents", "0017_search_other_scripts")]).apps
    apps.migrate = lambda: MigrationExecutor(connection).migrate(leaves)
    try:
        yield apps
    finally:
        MigrationExecutor(connection).migrate(leaves)


def store(apps, lane, *pages):
    """A document of ``lane`` with a page in each of the states ``pages``."""
    document, run, page = (apps.get_model("documents", name) for name in ("Document", "Run", "Page"))
    row = document.objects.create(media_type="image/png", size=1, sha256="0" * 64, key="00/none", lane=lane)
    row.latest = run.objects.create(document=row, total=len(pages), status="running", priority=1)
    row.save()
    for number, status in enumerate(pages, 1):
        held = {"token": "t", "worker": "w", "attempts": 1, "lease_until": timezone.now()}
        fields = held if status == "running" else {"text": "kept", "result": {}} if status == "succeeded" else {}
        page.objects.create(run=row.latest, number=number, status=status, priority=1, lane=lane, **fields)
        row.latest.done += status == "succeeded"
    row.latest.save()
    return row.pk


def test_open_pages_are_in_the_queue_and_ended_ones_keep_their_results(older):
    key = store(older, "u1", "succeeded", "running", "queued", "failed")
    older.migrate()
    entries = QueueEntry.objects.order_by("page__number")
    assert list(entries.values_list("page__number", "priority", "caller", "turn", "attempts", "token")) == [
        (2, 1, "u1", 1, 1, ""),
        (3, 1, "u1", 2, 0, ""),
    ]
    pages = Page.objects.filter(run__document=key).order_by("number")
    assert list(pages.values_list("status", "text")) == [
        ("succeeded", "kept"), ("queued", ""), ("queued", ""), ("failed", ""),
    ]  # fmt: skip


def test_what_waited_is_read_by_turns(older, value):
    keys = [store(older, "u1", "queued", "queued"), store(older, "u2", "running")]
    older.migrate()
    claimed = [claims.claim("w") for _ in range(3)]
    assert [claim.caller for claim in claimed] == ["u1", "u2", "u1"]
    assert [claim.attempt for claim in claimed] == [1, 2, 1]
    assert all(claims.finish(claim, value(number=claim.number)) for claim in claimed)
    assert set(Document.objects.filter(pk__in=keys).values_list("status", flat=True)) == {"succeeded"}
