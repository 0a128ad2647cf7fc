"""An account's data as the members of a zip, for the user to keep or take elsewhere."""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from onlineocr.accounts.models import ApiKey, User
from onlineocr.ocr.export import registry
from onlineocr.ocr.export.base import About
from onlineocr.ocr.export.zipstream import BLOCK, Member
from onlineocr.webhooks.models import Webhook

from .. import results
from ..corrections import history
from ..files import storage
from ..models import Batch, Document, Revision
from . import account_deletion
from .zip_names import Unique, safe

FACTS, RESULT, TEXT, REVISIONS = "document.json", "result.json", "text.txt", "revisions.json"


def members(user: User) -> Iterator[Member]:
    """Yield the account, its keys and webhooks without secrets, its batches, and a folder for each document, the oldest
    first.

    A folder holds the original under its own name and the document's facts; if it was read, the result as JSON and as
    text; if it was corrected, each change with its author and time. The list of documents is made at the beginning. A
    document deleted before its turn is left out; one deleted during its turn is named in a file at the end. Memory
    holds the ids, the names and a few pages. The database is queried for one document at a time, so that a slow client
    holds up no more than that.
    """
    now = timezone.now()
    ids = array("q", Document.objects.filter(owner=user).order_by("pk").values_list("pk", flat=True).iterator())
    yield _json("account.json", now, account_deletion.summary(user))
    yield _json("keys.json", now, [_key(key) for key in ApiKey.objects.filter(user=user)])
    yield _json("webhooks.json", now, [_webhook(hook) for hook in Webhook.objects.of(user)])
    yield _json("batches.json", now, [_batch(batch) for batch in Batch.objects.filter(owner=user).order_by("pk")])
    folders, cut = Unique(), list[str]()
    corrected = Exists(Revision.objects.filter(document=OuterRef("pk")))
    for pk in ids:
        rows = Document.objects.select_related("shown", "latest", "batch").annotate(corrected=corrected)
        if document := rows.filter(pk=pk).first():
            yield from _folder(document, folders, cut, corrected=document.corrected)  # type: ignore[attr-defined]
    if cut:
        text = "Deleted while this was made, so only the beginning is here:\n" + "\n".join(cut) + "\n"
        yield Member("incomplete.txt", now, [text.encode()])


def _folder(document: Document, folders: Unique, cut: list[str], *, corrected: bool) -> Iterator[Member]:
    run = document.shown or document.latest
    if run is None:
        return  # deleted a moment ago
    document.shown = run  # so that later code does not look for a run that may be gone
    name = safe(document.file_name, f"{document.uid}")
    folder = f"documents/{folders.name(PurePosixPath(name).stem)}"
    with contextlib.suppress(FileNotFoundError), storage.read(document.key) as original:
        own = Unique(FACTS, RESULT, TEXT, REVISIONS).name(name)
        yield Member(f"{folder}/{own}", document.created_at, iter(partial(original.read, BLOCK), b""), dense=True)
    yield _json(f"{folder}/{FACTS}", document.updated_at, _facts(document))
    if results.state(document) is not None:
        about = results.about(document)
        for file, form in ((RESULT, "json"), (TEXT, "txt")):
            name = f"{folder}/{file}"
            yield Member(name, document.updated_at, _result(document, about, form, name, cut))
        if corrected:
            yield Member(f"{folder}/{REVISIONS}", document.updated_at, _revisions(document))


def _revisions(document: Document) -> Iterator[bytes]:
    """Yield a JSON list one revision at a time, as there may be many."""
    before = "[\n"
    for revision in history.every(document):
        yield (before + json.dumps(history.to_dict(revision), ensure_ascii=False, default=datetime.isoformat)).encode()
        before = ",\n"
    yield (before if before == "[\n" else "\n").encode() + b"]\n"


def _result(document: Document, about: About, form: str, name: str, cut: list[str]) -> Iterator[bytes]:
    """Yield the result as far as it still exists: a deleted document must not end the whole export."""
    with contextlib.suppress(results.ResultGone):
        yield from registry.get(form).bytes(results.pages(document), about)
    if not Document.objects.filter(pk=document.pk).exists():
        cut.append(name)


def _facts(document: Document) -> dict[str, Any]:
    names = (
        "file_name", "media_type", "size", "sha256", "created_at", "updated_at", "expires_at", "status", "pages",
        "count", "confidence", "languages", "tags", "note",
    )  # fmt: skip
    batch = str(document.batch.uid) if document.batch is not None else None
    return {"id": str(document.uid), "batch": batch} | {name: getattr(document, name) for name in names}


def _batch(batch: Batch) -> dict[str, Any]:
    names = ("name", "created_at", "expires_at")
    return {"id": str(batch.uid)} | {name: getattr(batch, name) for name in names}


def _key(key: ApiKey) -> dict[str, Any]:
    names = ("name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    return {"id": key.uid, "prefix": key.public_name, "sigv4": bool(key.sealed)} | {
        name: getattr(key, name) for name in names
    }


def _webhook(hook: Webhook) -> dict[str, Any]:
    names = ("name", "url", "description", "events", "active", "disabled_reason", "created_at")
    return {"id": str(hook.uid)} | {name: getattr(hook, name) for name in names}


def _json(name: str, changed_at: datetime, value: Any) -> Member:
    text = json.dumps(value, ensure_ascii=False, indent=1, default=datetime.isoformat)
    return Member(name, changed_at, [text.encode()])
