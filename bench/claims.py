"""How long a claim takes, by the number of pages that wait and of callers whose pages they are.

    python bench/claims.py                                     SQLite
    DATABASE_URL=postgres://user@host/name python bench/claims.py --pages 1000 100000 1000000 --callers 1 100 10000

Makes an empty database beside the one that ``DATABASE_URL`` names, and drops it at the end. For each size the queue is
filled and analyzed, ``--held`` pages of it are held as if many workers read, and claims of one page, then of eight, are
timed through the service's own function. Exit status 1 when the 95th percentile of one size is above ``--bar``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


if TYPE_CHECKING:
    from django.db.models import Model

_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s)"


@contextmanager
def database() -> Iterator[None]:
    """Migrated and empty, until the context ends."""
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {"ONLINEOCR_DATA": data, "ONLINEOCR_LOG_LEVEL": "error"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "onlineocr.settings"
        import django

        django.setup()
        from django.db import connection

        connection.settings_dict["TEST"]["NAME"] = (
            f"{data}/claims.sqlite3" if connection.vendor == "sqlite" else f"onlineocr_claims_{os.getpid()}"
        )
        connection.creation.create_test_db(verbosity=0)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def fill(pages: int, callers: int, held: int) -> None:
    """Let ``pages`` of ``callers`` wait, and ``held`` more be held."""
    from django.db import connection

    from onlineocr.documents.models import Document, Page, Run

    each = (pages + held) // callers
    documents = Document.objects.bulk_create(
        Document(media_type="image/png", size=1, sha256="0" * 64, key="00/none", share_key=f"u{number}")
        for number in range(callers)
    )
    runs = Run.objects.bulk_create(Run(document=document, total=each, status="running") for document in documents)
    template = Page.objects.create(run=runs[0], number=0)
    columns = [f'"{name}"' for name in _columns(Page) if name not in {"id", "run_id", "number"}]
    copied = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_NUMBERS} INSERT INTO documents_page (run_id, number, {copied}) SELECT run.id, n, "
            f"{', '.join(f'page.{name}' for name in columns)} FROM numbers, documents_run run, documents_page page "
            "WHERE page.id = %s ORDER BY n, run.id",
            [each, template.pk],
        )
        cursor.execute("DELETE FROM documents_page WHERE number = 0")
        cursor.execute(
            "INSERT INTO documents_queueentry (page_id, run_id, priority, caller, turn, attempts, worker, token) "
            "SELECT page.id, run.id, 0, document.share_key, page.number, 0, '', '' FROM documents_page page "
            "JOIN documents_run run ON run.id = page.run_id JOIN documents_document document "
            "ON document.id = run.document_id"
        )
        cursor.execute(
            "UPDATE documents_queueentry SET token = 'held', worker = 'other', lease_until = CURRENT_TIMESTAMP "
            "WHERE page_id IN (SELECT page_id FROM documents_queueentry ORDER BY page_id LIMIT %s)",
            [held],
        )
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's word


def empty() -> None:
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


def measure(count: int, repetitions: int) -> tuple[float, float]:
    """Median and 95th percentile of claims of ``count`` pages, in milliseconds."""
    from onlineocr.documents.queue import claims

    times = []
    for _ in range(repetitions):
        started = time.perf_counter()
        taken = claims.claim_pages("bench", count, begun=1)
        times.append(1000 * (time.perf_counter() - started))
        assert len(taken) == count
    times.sort()
    return median(times), times[int(len(times) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--callers", type=int, nargs="+", default=[1, 100, 10_000])
    parser.add_argument("--held", type=int, default=4000)
    parser.add_argument("--claims", type=int, default=100)
    parser.add_argument("--bar", type=float, default=10.0, help="milliseconds")
    arguments = parser.parse_args()
    slowest = 0.0
    with database():
        print("| waiting pages | callers | one page, p50 | p95 | eight pages, p50 | p95 |\n|---|---|---|---|---|---|")
        for pages in arguments.pages:
            for callers in arguments.callers:
                if callers > pages:
                    continue
                fill(pages, callers, arguments.held)
                single, several = measure(1, arguments.claims), measure(8, arguments.claims // 2)
                figures = " | ".join(f"{value:.1f} ms" for value in (*single, *several))
                print(f"| {pages:,} | {callers:,} | {figures} |", flush=True)
                slowest = max(slowest, single[1])
                empty()
    print(f"slowest p95 of one page {slowest:.1f} ms, bar {arguments.bar:g} ms")
    sys.exit(slowest > arguments.bar)


if __name__ == "__main__":
    main()
