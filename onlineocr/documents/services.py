"""What can be done with documents: verbs over rows, files and the queue. Every edge calls these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from onlineocr.ocr import plan
from onlineocr.ocr.errors import OcrError, from_wire
from onlineocr.ocr.limits import Limits
from onlineocr.ocr.options import Options
from onlineocr.ocr.page import DocumentInfo
from onlineocr.ocr.sandbox import Sandbox

from . import doorbell, passwords, queue, storage
from .models import Document, Page, Run
from .requests import RunOptions
from .states import Status
from .waiting import waiters


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as an edge received it. ``chunks`` is read once."""

    chunks: Iterable[bytes]
    file_name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def submit(*, upload: Upload, owner: Any = None) -> tuple[Document, str]:
    """Store a file and queue its pages; the document, and the token that opens one without an owner.

    Raises :class:`OcrError` for a file or an option that cannot be taken; then nothing is stored.
    """
    asked = RunOptions.parse(upload.options)
    limits: Limits = settings.LIMITS
    stored = storage.save(upload.chunks, max_bytes=limits.max_bytes)
    try:
        info = _look(stored.key, asked.options)
        numbers = plan.page_numbers(info, asked.options, limits)
        with transaction.atomic():
            document, token = _document(stored, info, upload.file_name, owner, asked)
            passwords.tell(str(document.uid), asked.options.password)
            _run(document, asked, numbers)
    except BaseException:
        storage.delete(stored.key)
        raise
    doorbell.ring("work")
    return document, token


def wait(document: Document, *, seconds: float) -> bool:
    """Wait until the document has ended; False when it has not after ``seconds``. Refreshes ``document``."""

    def done() -> bool:
        document.refresh_from_db(fields=["status", "shown", "updated_at", "count", "confidence", "languages"])
        return Status(document.status).ended

    return waiters.wait_until(str(document.uid), done, seconds)


def wait_for_change(document: Document, *, seconds: float) -> None:
    """Wait until the document ends or one more page has ended. Refreshes ``document``."""
    before = progress(document)

    def changed() -> bool:
        document.refresh_from_db()
        return Status(document.status).ended or progress(document) != before

    if not Status(document.status).ended:
        waiters.wait_until(str(document.uid), changed, seconds)


def progress(document: Document) -> tuple[int, int]:
    """Pages that have ended, and all pages, of the latest run."""
    pages = document.run.pages
    return pages.exclude(status__in=[Status.QUEUED, Status.RUNNING]).count(), pages.count()


def failure(document: Document) -> OcrError | None:
    """Why no page of the document could be read; None when one could, or may still be."""
    if document.status != Status.FAILED:
        return None
    page = document.run.pages.filter(status=Status.FAILED).order_by("number").first()
    error = from_wire(page.error_code, page.error_detail) if page else OcrError()
    error.remedy = ""  # the stored detail has it
    return error


def rerun(document: Document, *, options: Mapping[str, Any]) -> Run:
    """Read a document again with other options; the old result is shown until the new run has one."""
    asked = RunOptions.parse(options)
    info = _look(document.key, asked.options)
    numbers = plan.page_numbers(info, asked.options, settings.LIMITS)
    passwords.tell(str(document.uid), asked.options.password)
    with transaction.atomic():
        run = _run(document, asked, numbers)
        Document.objects.filter(pk=document.pk).update(
            status=Status.QUEUED, pages=len(numbers), updated_at=timezone.now()
        )
    doorbell.ring("work")
    return run


def cancel(document: Document) -> None:
    """Stop the latest run; pages that are done stay."""
    queue.cancel(document.run)
    document.refresh_from_db()


def delete(document: Document) -> None:
    """Remove the document: rows, index entry and file. A page under way loses its claim."""
    document.delete()
    storage.delete(document.key)
    doorbell.ring("work")


def delete_expired() -> int:
    """Remove every document whose time has come; how many there were."""
    expired = list(Document.objects.expired(timezone.now())[:500])
    for document in expired:
        delete(document)
    return len(expired)


def text_of(document: Document) -> str:
    """The recognized text of the run that is shown, pages parted by a blank line."""
    if document.shown_id is None:
        return ""
    pages = Page.objects.succeeded().filter(run_id=document.shown_id).order_by("number")
    return "\n\n".join(pages.values_list("text", flat=True))


@cache
def sandbox() -> Sandbox:
    """This process's decode children."""
    return Sandbox(settings.LIMITS)


def _look(key: str, options: Options) -> DocumentInfo:
    plan.check(options)
    with storage.local(key) as path:
        return sandbox().probe(path, options)


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
    longest: timedelta = settings.ANONYMOUS_RETENTION
    keep = asked.retention if owner else min(asked.retention or longest, longest)
    document.expires_at = now + keep if keep is not None else None
    document.save()
    return document, token


def _run(document: Document, asked: RunOptions, numbers: tuple[int, ...]) -> Run:
    run = Run.objects.create(document=document, options=asked.options.to_dict(), priority=asked.priority)
    Page.objects.bulk_create(
        (Page(run=run, number=number, priority=asked.priority, owner_id=document.owner_id) for number in numbers),
        batch_size=500,
    )
    Document.objects.filter(pk=document.pk).update(pages=len(numbers))
    document.pages = len(numbers)
    return run


def clean_name(name: str) -> str:
    """The last part of a file name, without control and direction characters, at most 255 characters."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    return unicodedata.normalize("NFC", kept).strip()[:255]
