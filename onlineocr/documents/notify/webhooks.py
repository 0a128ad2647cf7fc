"""Webhook messages about documents: their contents and their receivers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from onlineocr.ocr.errors import InvalidOptions
from onlineocr.webhooks import outbox, secret

from ..models import Document, Run
from ..models.states import Status


def target_of(value: str, owner: Any) -> str:
    """Return the receiver of a run's messages from the option ``webhook``; :class:`InvalidOptions` if it is not
    allowed."""
    try:
        return outbox.target_of(value, owner)
    except ValueError as error:
        raise InvalidOptions({"webhook": str(error)}) from None


def run_ended(run: Run) -> None:
    """Put the messages about an ended run into the outbox; ``run.document`` must be summed up.

    Called in the transaction that ends the run. Costs one query, and none for a document without owner and webhook.
    """
    document, status = run.document, Status(run.status)
    if document.owner_id is None and not run.webhook:
        return
    outbox.publish(
        outbox.Event(
            type=f"document.{status}",
            subject=str(document.uid),
            data=_data(document, status),
            owner_id=document.owner_id,
            target=run.webhook,
            secret="" if document.owner_id else token_secret(document.token_hash),
        )
    )


def forget(documents: Iterable[Document]) -> None:
    """Delete the messages about documents that are being deleted, and cancel those not sent yet."""
    outbox.forget([str(document.uid) for document in documents])


def withdraw(document: Document) -> None:
    """Cancel all messages about a document that was refused while its sender waited."""
    outbox.withdraw(str(document.uid))


def token_secret(token_hash: str) -> str:
    """Return the signing secret of an upload without an account: ``whsec_`` and the base64 of its token's SHA-256."""
    return secret.of(bytes.fromhex(token_hash))


def _data(document: Document, status: Status) -> dict[str, Any]:
    address = f"{settings.PUBLIC_URL}/api/v1/documents/{document.uid}/"
    return {
        "id": str(document.uid),
        "status": status.value,
        "file_name": document.file_name,
        "media_type": document.media_type,
        "pages": document.pages,
        "count": document.count,
        "confidence": document.confidence,
        "languages": document.languages,
        "created_at": document.created_at.isoformat().replace("+00:00", "Z"),
        "finished_at": timezone.now().isoformat().replace("+00:00", "Z"),
        "document": address,
        "result": f"{address}result",
    }
