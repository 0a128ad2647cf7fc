"""Idempotency: the rows behind ``Idempotency-Key``, by which a call sent several times is done once.

An edge uses :func:`attempt` for all steps: take the key, enter the documents, check a repetition, store the answer.

A call takes its key before it does anything. Its documents are entered in the row in the transaction that creates them.
So a killed process leaves either a key with its documents, or a key without a holder. Such a key can be taken again at
once if the process ran on this machine, else when its lease ends; `key_leases` renews the leases of calls under way. A
refused call gives its key back, so that the same call may succeed later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from onlineocr import processes, sealing
from onlineocr.dbclock import DatabaseNow
from onlineocr.dberrors import is_away

from ..models import Document, KeyedCall
from . import key_leases
from .errors import InProgress, KeyReused
from .key_leases import holders

KEPT = timedelta(hours=24)
_PURPOSE = "idempotency"


class Attempt:
    """One call, with or without a key."""

    def __init__(self, row: KeyedCall | None) -> None:
        self._row = row

    @property
    def repeats(self) -> bool:
        """Return whether an earlier call with this key has created its documents."""
        return self._row is not None and not self._row.mine

    @property
    def kept(self) -> tuple[int, Any] | None:
        """Return the status and body that :meth:`keep` stored for the first call; None if there are none."""
        if not self.repeats or self._row is None or self._row.body is None:
            return None
        return int(self._row.status or 200), self._row.body

    def mark(self, seen: str, *made: tuple[Document, str]) -> None:
        """Enter the created documents and their tokens, in the transaction that creates them.

        ``seen`` is the `fingerprint` of the call. Raises :class:`InProgress` if another call took the key over.
        """
        if self._row is not None:
            _mark(self._row, seen, [one for one, _ in made], [token for _, token in made])

    def earlier(self, seen: str) -> Sequence[tuple[Document, str]]:
        """Return the first call's documents with their tokens; :class:`KeyReused` if this call is not the same."""
        assert self._row is not None  # noqa: S101 - a call that repeats has a key
        if not hmac.compare_digest(self._row.fingerprint, seen):
            raise KeyReused("This Idempotency-Key was sent with another file or other options. Use a new one.")
        return _made(self._row)

    def keep(self, status: int, body: Any) -> None:
        """Store the answer of the first call, deleted with its document. ``body`` contains no token."""
        if self._row is not None and self._row.mine:
            KeyedCall.objects.filter(pk=self._row.pk, status=None).update(status=status, body=body)

    def forget(self) -> None:
        """Give the key back even if the call created documents: it failed, and may be sent again."""
        if self._row is not None:
            KeyedCall.objects.filter(pk=self._row.pk, holder=self._row.holder).delete()


@contextmanager
def attempt(share_key: str, key: str | None) -> Iterator[Attempt]:
    """Hold ``key`` of ``share_key`` while the call runs; an error gives it back.

    Raises :class:`InProgress` while another call holds it. Without a key the call is done in any case.
    """
    if key is None:
        yield Attempt(None)
        return
    row = _take(share_key, key)
    try:
        yield Attempt(row)
    except BaseException:
        if row.mine:
            _release(row)
        raise
    finally:
        if row.mine:
            holders.leave(row.holder)


def _take(share_key: str, key: str) -> KeyedCall:
    """Return the row of ``key``, held by this call if it is the first one, else with the first call's documents.

    Raises :class:`InProgress` while the first call is under way.
    """
    now, name = timezone.now(), hashlib.sha256(key.encode()).hexdigest()
    rows = KeyedCall.objects.filter(share_key=share_key, name=name)
    rows.filter(created_at__lt=now - KEPT).delete()
    holder = secrets.token_hex(16)
    holders.add(holder)
    try:
        row = _claim(KeyedCall(share_key=share_key, name=name, holder=holder, process=processes.name(), created_at=now))
    except BaseException as error:
        holders.leave(holder, in_database=is_away(error))
        raise
    row.mine = row.holder == holder
    if not row.mine:
        holders.leave(holder)
    return row


def _claim(fresh: KeyedCall) -> KeyedCall:
    """Insert ``fresh``, or take the key over from a call that ended without documents; return the key's row."""
    rows = KeyedCall.objects.filter(share_key=fresh.share_key, name=fresh.name)
    mine = {name: getattr(fresh, name) for name in ("holder", "process", "created_at")} | {
        "held_until": key_leases.lease()
    }
    KeyedCall.objects.bulk_create(
        [KeyedCall(share_key=fresh.share_key, name=fresh.name, **mine)], ignore_conflicts=True
    )
    rows.filter(document=None, held_until__lt=DatabaseNow()).update(**mine)
    row = rows.first()
    if row is not None and _is_left(row, fresh.holder):
        rows.filter(document=None, holder=row.holder).update(**mine)
        row = rows.first()
    if row is None or (row.holder != fresh.holder and row.document_id is None):
        raise InProgress("A call with this Idempotency-Key is under way. Wait for its answer.", retry_after=2)
    return row


def _is_left(row: KeyedCall, holder: str) -> bool:
    """Return whether the call that holds the key is known to have ended without documents."""
    if row.holder == holder or row.document_id is not None:
        return False
    ours = row.process == processes.name()
    return row.holder not in holders if ours else processes.is_dead(row.process)


def fingerprint(*parts: Any) -> str:
    """Return a hash that differs for different calls; keyed, as a PDF's password may be among ``parts``."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hmac.new(settings.SECRET_KEY.encode(), b"once:" + text.encode(), hashlib.sha256).hexdigest()


def digest(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file that may be sent again, without storing it."""
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
    return found.hexdigest()


def _mark(row: KeyedCall, seen: str, documents: Sequence[Document], tokens: Sequence[str]) -> None:
    """Enter the created documents, in the transaction that creates them. :class:`InProgress` if the key was lost."""
    told = sealing.seal(json.dumps(list(tokens)), key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=row.name)
    entered = KeyedCall.objects.filter(pk=row.pk, holder=row.holder, document=None).update(
        document=documents[0], uids=[str(document.uid) for document in documents], fingerprint=seen,
        tokens=told if any(tokens) else "",
    )  # fmt: skip
    if not entered:
        raise InProgress("Another call with this Idempotency-Key came first. Wait for its answer.", retry_after=2)


def _made(row: KeyedCall) -> list[tuple[Document, str]]:
    """Return the documents of the first call, each with its token, which is empty for a document with an owner."""
    found = {str(document.uid): document for document in Document.objects.filter(uid__in=row.uids)}
    tokens = [""] * len(row.uids)
    if row.tokens:
        told = sealing.unseal(row.tokens, key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=row.name)
        tokens = json.loads(told)
    return [(found[uid], token) for uid, token in zip(row.uids, tokens, strict=True) if uid in found]


def _release(row: KeyedCall) -> None:
    """Give the key back, unless the call has created its documents; later, if the database is unavailable."""
    try:
        KeyedCall.objects.filter(pk=row.pk, holder=row.holder, document=None).delete()
    except DatabaseError as error:
        if not is_away(error):
            raise
        holders.leave(row.holder, in_database=True)


def tidy() -> int:
    """Delete expired keys and return their number."""
    return KeyedCall.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
