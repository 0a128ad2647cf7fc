"""Leases of idempotency keys held by calls of this process: renewed during the call, given up at its end."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import structlog
from django.db import close_old_connections, connection
from django.db.models.expressions import Combinable

from onlineocr.dbclock import DatabaseNow
from onlineocr.dberrors import is_away

from ..models import KeyedCall

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=20)
_RENEW = 5.0  # seconds between two renewals
_TRY = 1.0  # seconds between two attempts to give up a lease


def lease() -> Combinable:
    """Return the end of a lease that begins now, by the database's clock."""
    return DatabaseNow() + LEASE


class Holders:
    """Calls by their fencing tokens. A thread renews the leases of long calls; it ends when no call is left."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[str] = set()
        self._left: set[str] = set()  # rows still to be removed, as the database was unavailable
        self._thread: threading.Thread | None = None

    def __contains__(self, holder: str) -> bool:
        return holder in self._held

    def add(self, holder: str) -> None:
        with self._lock:
            self._held.add(holder)
            if self._thread is None:
                self._thread = threading.Thread(target=self._keep, name="idempotency keys", daemon=True)
                self._thread.start()

    def leave(self, holder: str, *, in_database: bool = False) -> None:
        """Remove an ended call; with ``in_database``, its row is still to be removed."""
        with self._lock:
            self._held.discard(holder)
            if in_database:
                self._left.add(holder)

    def _keep(self) -> None:
        while True:
            time.sleep(_TRY if self._left else _RENEW)
            with self._lock:
                held, left = set(self._held), set(self._left)
                if not held and not left:
                    self._thread = None
                    break
            try:
                close_old_connections()
                self._write(held, left)
            except Exception as error:
                if not is_away(error):
                    log.exception("idempotency_keys")
        connection.close()

    def _write(self, held: set[str], left: set[str]) -> None:
        if left:
            KeyedCall.objects.filter(holder__in=left, document=None).delete()
            with self._lock:
                self._left -= left
        if held:
            KeyedCall.objects.filter(holder__in=held, document=None).update(held_until=lease())


holders = Holders()
