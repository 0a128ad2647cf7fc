"""The batch of a document, for a visitor who came from there to review it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from onlineocr.documents.models import Document


@dataclass(frozen=True, slots=True)
class Together:
    """The addresses of the batch's page, of its API, and of the next doubtful word after this document."""

    id: str
    page: str
    api: str
    next: str


def together(request: HttpRequest, document: Document, token: str) -> Together | None:
    """Return the batch if the address of the desk names it, and this visitor may see it."""
    batch = document.batch if request.GET.get("batch") else None
    if batch is None or str(batch.uid) != request.GET["batch"] or not batch.opens_for(request.user, token):
        return None
    key = {"token": token} if token else {}
    page, walk = (reverse(name, args=[batch.uid]) for name in ("web:batch", "web:batch-walk"))
    return Together(
        id=str(batch.uid),
        page=page + (f"?{urlencode(key)}" if key else ""),
        api=reverse("batch", args=[batch.uid]),
        next=f"{walk}?{urlencode(key | {'after': str(document.uid)})}",
    )
