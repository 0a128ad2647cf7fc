"""Health checks: the process is alive (``/healthz``), the service can work (``/readyz``).

A required part of the service registers a check, in its app's ``ready``::

    register_check("worker", worker_is_alive)

A check returns a short text about its finding, or raises ``Away`` with the fault and the remedy.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from onlineocr import local_worker
from onlineocr.documents.files import decoder
from onlineocr.documents.limits import disk
from onlineocr.documents.queue import workers
from onlineocr.http.database_watch import look, watch
from onlineocr.http.methods import takes_get
from onlineocr.ocr.wording import counted

_NEED_DATABASE = {"migrations", "worker"}

Check = Callable[[], str]

log = logging.getLogger(__name__)


class Away(Exception):
    """A dependency does not work; the text names the fault."""


_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add or replace the check called ``name``; ``/readyz`` runs the checks in the order of their registration."""
    _checks[name] = check


@takes_get
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Return 200 as long as the process answers; uses nothing else."""
    return JsonResponse({"status": "alive"})


@takes_get
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Return 200 if every check passes, else 503, with each check's name, finding and duration."""
    found = {"database": _run("database", _checks["database"])}
    for name, check in _checks.items():
        if name in _NEED_DATABASE and not found["database"]["ok"]:
            found[name] = {"ok": False, "detail": "Unknown while the database is away.", "ms": 0.0}
        elif name != "database":
            found[name] = _run(name, check)
    ready = all(entry["ok"] for entry in found.values())
    body = {"status": "ready" if ready else "away", "checks": found}
    headers = {"Cache-Control": "no-store"} if ready else {"Cache-Control": "no-store", "Retry-After": "5"}
    answer = JsonResponse(body, status=200 if ready else 503, headers=headers)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - the 503 is an answer to the probe, no error to log
    return answer


def _run(name: str, check: Check) -> dict[str, Any]:
    start = perf_counter()
    try:
        ok, detail = True, check()
    except Away as away:
        ok, detail = False, str(away)
    except Exception:
        log.exception("the readiness check %s failed", name)
        ok, detail = False, "The check failed; the log says why."
    return {"ok": ok, "detail": detail, "ms": round((perf_counter() - start) * 1000, 1)}


def database() -> str:
    """Check that the database accepts writes."""
    found = watch.latest if watch.runs else look()
    if found.state != "writable":
        raise Away(found.detail)
    return connection.vendor


_migrated = False


def migrations() -> str:
    """Check that every migration is applied. Once they are, they stay so while this process runs."""
    global _migrated  # noqa: PLW0603
    if not _migrated:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            raise Away(
                f"{counted(len(missing), 'migration is', 'migrations are')} not applied. Run 'onlineocr migrate'."
            )
        _migrated = True
    return "applied"


def data_folder() -> str:
    """Check that the data folder is writable and has room."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR / "tmp") as file:
            file.write(b"onlineocr")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError as error:
        raise Away(f"The data folder cannot be written ({error.strerror}). Check its rights and its disk.") from None
    if free < disk.reserve():
        raise Away(f"The data folder's disk has {free // 1024**2} MiB left. Make room: uploads are refused.")
    return f"{free // 1024**2} MiB free"


def worker() -> str:
    """Check that a worker reads the queue."""
    alive = workers.workers()
    if not alive:
        raise Away(local_worker.no_worker())
    local_worker.worker_seen()
    count = sum(row.working for row in alive)
    if not count:
        trouble = next((row.trouble for row in alive if row.trouble), "")
        raise Away(f"No recogniser works. {trouble}".strip())
    return f"{count} recognisers"


def decoders() -> str:
    """Check that this process can start decoders for uploads."""
    if trouble := decoder.watch().trouble:
        raise Away(f"{trouble}. Uploads are not taken until it works again.")
    return "ready"


register_check("database", database)
register_check("migrations", migrations)
register_check("data_folder", data_folder)
register_check("worker", worker)
register_check("decoder", decoders)
