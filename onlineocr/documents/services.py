"""Operations on documents: they work on rows, files and the queue. Every edge calls these."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from onlineocr import local_worker
from onlineocr.ocr import plan
from onlineocr.ocr.errors import OcrError, OriginalGone, from_wire
from onlineocr.ocr.page import DocumentInfo

from .files import decoder, storage
from .limits import concurrency, quotas
from .limits.callers import share_key_of
from .limits.errors import BatchRefused
from .models import Batch, Document, Page, QueueEntry, Run
from .models.states import Status
from .notify import doorbell, webhooks
from .notify.waiting import waiters
from .options import RunOptions
from .privacy import deletion, retention
from .privacy.deferred_deletion import put_off
from .queue import claims, passwords, workers

if TYPE_CHECKING:
    from onlineocr.accounts.models import User


class StillReading(Exception):
    """The document is being read; it can be read again only after that."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as an edge received it. ``chunks`` can be read once."""

    chunks: Iterable[bytes]
    file_name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


_SUMMED_UP = ("status", "shown", "latest", "updated_at", "count", "confidence", "languages", "needs_review")
_UNREAD_SECONDS = 5.0  # between two checks for a running worker, while a call waits

Made = Callable[..., None]
"""Receives the created documents, as pairs of a document and its token."""


@dataclass(frozen=True, slots=True)
class _File:
    """An upload on disk that was inspected."""

    upload: Upload
    asked: RunOptions
    stored: storage.Stored
    info: DocumentInfo
    numbers: tuple[int, ...]


def submit(*, upload: Upload, owner: Any = None, address: str | None = None) -> tuple[Document, str]:
    """Store a file and queue its pages; return the document, and the token for access to one without an owner.

    ``address`` is the caller's, by which callers without an account take turns.

    Raises :class:`OcrError` for an invalid file or option, :class:`AdmissionError` if there is no room for it now; then
    nothing is stored, and no quota is charged.
    """
    return submit_batch(uploads=[upload], owner=owner, address=address)[0]


def submit_batch(
    *,
    uploads: Sequence[Upload],
    owner: Any = None,
    address: str | None = None,
    batch: Batch | None = None,
    in_transaction: Made = lambda *_: None,
) -> list[tuple[Document, str]]:
    """`submit` several files, all or none: :class:`BatchRefused` names the file that was refused.

    They are added to ``batch``, which has the same owner (Batch.DoesNotExist if it was deleted meanwhile); several
    files without one are a new batch. ``in_transaction`` is called with the created documents, in the transaction that
    creates them; its error rolls all back.
    """
    files: list[_File] = []
    try:
        for number, upload in enumerate(uploads, 1):
            try:
                files.append(_take(upload))
            except OcrError as error:
                if len(uploads) == 1:
                    raise
                raise BatchRefused(number, clean_name(upload.file_name), error) from error
        with transaction.atomic():
            size, pages = sum(file.stored.size for file in files), sum(len(file.numbers) for file in files)
            quotas.enter(share_key_of(owner, address), owner, pages=pages, size=size)
            into = _held(batch) if batch else Batch.new(owner) if len(files) > 1 else None
            made = [_enter(file, owner, address, into) for file in files]
            in_transaction(*made)
    except BaseException:
        for file in files:
            storage.delete(file.stored.key)
        raise
    for file, (document, _) in zip(files, made, strict=True):
        storage.settle(document.key)
        announce(document, file.asked)
    return made


def inspect(document: Document, asked: RunOptions) -> DocumentInfo:
    """Return the pages of the stored file. Raises :class:`OriginalGone` without one, and :class:`OcrError` for a
    missing password."""
    try:
        return decoder.look(document.key, asked.options)
    except FileNotFoundError:
        raise OriginalGone from None


def announce(document: Document, asked: RunOptions) -> None:
    """Wake a worker, and send it the password that the run needs, which is stored nowhere."""
    passwords.keeper.tell(str(document.uid), asked.options.password)
    doorbell.ring("work")


def wait(document: Document, *, seconds: float, while_read: bool = False) -> bool:
    """Wait until the document has ended; return False if it has not after ``seconds``. Refreshes ``document``.

    With ``while_read`` the wait also ends when two checks, 5 s apart, find no worker running or starting. If the
    maximum number of calls waits already, this one does not wait: it looks once.
    """
    look, lonely = time.monotonic() + _UNREAD_SECONDS, 0

    def done() -> bool:
        nonlocal look, lonely
        document.refresh_from_db(fields=_SUMMED_UP)
        if Status(document.status).ended or not while_read or time.monotonic() < look:
            return Status(document.status).ended
        look = time.monotonic() + _UNREAD_SECONDS
        lonely = 0 if local_worker.starting() or workers.workers() else lonely + 1
        return lonely > 1

    wait_until(document, done, seconds)
    return Status(document.status).ended


def wait_for_change(document: Document, *, seconds: float) -> None:
    """Wait until the document ends or one more page has ended, like `wait`. Refreshes ``document``."""
    before = progress(document)

    def changed() -> bool:
        document.refresh_from_db()
        return Status(document.status).ended or progress(document) != before

    if not Status(document.status).ended:
        wait_until(document, changed, seconds)


def progress(document: Document) -> tuple[int, int]:
    """Return the number of the latest run's pages that were read or failed, and of all its pages."""
    found = Run.objects.get(pk=document.run.pk).progress()
    return found["done"], found["total"]


def failure(document: Document) -> OcrError | None:
    """Return the error if no page of the document could be read; None if one could, or still may be."""
    if document.status != Status.FAILED:
        return None
    page = document.run.pages.filter(status=Status.FAILED).order_by("number").first()
    error = from_wire(page.error_code, page.error_detail) if page else OcrError()
    error.remedy = ""  # the stored detail contains it
    return error


def rerun(
    document: Document, *, options: Mapping[str, Any], skip_quota: bool = False, in_transaction: Made = lambda *_: None
) -> Run:
    """Read a document again with other options; the old result is shown until the new run has one.

    Its pages are charged to the owner's quota; with ``skip_quota`` (for the operator) no quota refuses them. Raises
    :class:`StillReading`, :class:`OriginalGone`, :class:`AdmissionError` if there is no room for it now, or
    :class:`OcrError` for an invalid option or a missing password; then nothing has changed.
    """
    asked = RunOptions.parse(options)
    numbers = plan.page_numbers(inspect(document, asked), asked.options, settings.LIMITS)
    with transaction.atomic():
        _begin_again(document, asked)
        quotas.enter(document.share_key, document.owner, pages=len(numbers), size=0, skip_quota=skip_quota)
        run = _run(document, asked, numbers)
        in_transaction((document, ""))
    announce(document, asked)
    return run


def cancel(document: Document) -> None:
    """Stop the latest run; finished pages are kept."""
    claims.cancel(document.run)
    document.refresh_from_db()


def withdraw(document: Document) -> None:
    """Delete a document whose file was refused after all, and refund its charge to the quota."""
    quotas.refund(document, pages=document.run.total, size=document.size)
    webhooks.withdraw(document)
    delete(document)


def delete(document: Document) -> None:
    """Delete the document's rows, index entry and files at once, every trace within a minute. It may be deleted
    already."""
    deletion.delete(document)


def delete_soon(document: Document) -> None:
    """Delete the document at the end of a response, without waiting for a locked database."""
    if not deletion.delete_now(document):
        put_off.add(document)


def adopt(document: Document, token: str, owner: User) -> bool:
    """Make ``owner`` the owner of ``document`` if it has none and ``token`` gives access to it; else return False.

    The token loses its access, and the document leaves its batch. From now on the document is kept as long as the
    account's others, unless the upload asked for less. :class:`StorageFull` if the account has no room for it.
    """
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk, owner=None).first()
        if row is None or row.expired or not row.has_token(token):
            return False
        row.batch = None  # a batch has one owner
        hand_over(row, owner)
    return True


def hand_over(row: Document, owner: User) -> None:
    """Make ``owner`` the owner of the locked document ``row``, like `adopt`."""
    quotas.require_room(owner, row.size)
    default = row.created_at + retention.longest_without_account()
    row.owner, row.share_key, row.token_hash = owner, share_key_of(owner), ""
    if not row.transient and row.expires_at is not None and row.expires_at >= default:
        retention.keep(row, None, since=row.created_at)
    row.save(update_fields=["owner", "share_key", "token_hash", "expires_at", "transient", "batch"])
    QueueEntry.objects.filter(run__document=row).update(caller=row.share_key)


def text_of(document: Document) -> str:
    """Return the recognized text of the run that is shown, pages separated by a blank line."""
    if document.shown_id is None:
        return ""
    pages = Page.objects.succeeded().filter(run_id=document.shown_id).order_by("number")
    return "\n\n".join(pages.values_list("text", flat=True))


def _take(upload: Upload) -> _File:
    asked = RunOptions.parse(upload.options)
    stored = storage.save(upload.chunks, max_bytes=settings.LIMITS.max_bytes)
    try:
        info = decoder.look(stored.key, asked.options)
        return _File(upload, asked, stored, info, plan.page_numbers(info, asked.options, settings.LIMITS))
    except BaseException:
        storage.delete(stored.key)
        raise


def _held(batch: Batch) -> Batch:
    """Lock the batch, so that it is not deleted or claimed meanwhile."""
    return Batch.objects.select_for_update().get(pk=batch.pk, owner=batch.owner_id)


def _enter(file: _File, owner: Any, address: str | None, batch: Batch | None) -> tuple[Document, str]:
    document, token = _document(file.stored, file.info, file.upload.file_name, owner, file.asked)
    document.share_key = share_key_of(owner, address)
    if batch is not None:
        batch.keep_for(document.expires_at)
        batch.save()
        document.batch = batch
    document.save()
    _run(document, file.asked, file.numbers)
    return document, token


def _begin_again(document: Document, asked: RunOptions) -> None:
    """Mark the document as queued; of two simultaneous calls to read it again, the second finds that it is being
    read."""
    if not Document.objects.select_for_update().filter(pk=document.pk).exists():
        raise OriginalGone  # deleted a moment ago
    document.refresh_from_db()
    if not Status(document.status).ended:
        raise StillReading
    document.status, document.updated_at = Status.QUEUED, timezone.now()
    if document.shown_id and not Page.objects.succeeded().filter(run_id=document.shown_id).exists():
        document.shown = None  # there is nothing to see in it
    if asked.retention is not None:
        retention.keep(document, asked.retention, since=document.updated_at)
    document.save(update_fields=["status", "updated_at", "shown", "expires_at", "transient"])


def wait_until(document: Document, done: Callable[[], bool], seconds: float) -> bool:
    """Call ``done`` at each event of the document; return its last answer after ``seconds``, like `wait`."""
    with concurrency.waits.slot() if seconds else nullcontext(enter_result=False) as slotted:
        return waiters.wait_until(str(document.uid), done, seconds) if slotted else done()


def _document(
    stored: storage.Stored, info: DocumentInfo, file_name: str, owner: Any, asked: RunOptions
) -> tuple[Document, str]:
    now = timezone.now()
    document = Document(
        owner=owner,
        file_name=clean_name(file_name),
        media_type=info.media_type,
        size=stored.size,
        sha256=stored.sha256,
        key=stored.key,
        created_at=now,
        updated_at=now,
    )
    token = "" if owner else document.issue_token()
    retention.keep(document, asked.retention, since=now)
    return document, token


def _run(document: Document, asked: RunOptions, numbers: tuple[int, ...]) -> Run:
    """Store a new run as the document's latest, with its pages in the queue."""
    run = Run.objects.create(
        document=document,
        options=asked.options.to_dict(),
        priority=asked.priority,
        protected=bool(asked.options.password),
        total=len(numbers),
        webhook=webhooks.target_of(asked.webhook, document.owner),
    )
    claims.enqueue(run, document.share_key, numbers, _turned(document))
    if document.shown_id is None:
        document.pages = len(numbers)
    document.latest = run
    document.save(update_fields=["latest", "pages"])
    return run


def _turned(document: Document) -> dict[int, int]:
    """Return the turns that a person chose for pages of the shown result: they stay when it is read again."""
    if document.shown is None:
        return {}
    rows = Page.objects.filter(run=document.shown).values_list("number", "turned")
    return {number: turned for number, turned in rows.exclude(turned=None) if turned is not None}


def clean_name(name: str) -> str:
    """Return the last part of a file name, without control and direction characters, at most 255 characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    return unicodedata.normalize("NFC", kept).strip()[:255]
