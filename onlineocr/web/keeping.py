"""Move a visitor's upload to the account to which the visitor signs in."""

from __future__ import annotations

from typing import cast
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from onlineocr.accounts.models import User
from onlineocr.documents.batches import deeds
from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.services import adopt

from . import present


def keep_from(request: HttpRequest, address: str) -> str:
    """Move an upload to the user's account if ``address`` is its page with its token, and it has no owner.

    Return the address to redirect to.
    """
    parts = urlsplit(address)
    token = parse_qs(parts.query).get("token", [""])[-1]
    try:
        match = resolve(parts.path.removeprefix(request.META.get("SCRIPT_NAME", "")))
    except Resolver404:
        return address
    if not token or match.view_name not in {"web:document", "web:batch"}:
        return address
    if match.view_name == "web:batch":
        batch = Batch.objects.filter(uid=match.kwargs["uid"]).first()
        return address if batch is None or not keep_batch(request, batch, token) else parts.path
    document = Document.objects.filter(uid=match.kwargs["uid"]).first()
    return address if document is None or not keep(request, document, token) else _page(document)


def keep(request: HttpRequest, document: Document, token: str) -> bool:
    """Move the document to the signed-in user, with a message; False if that is not allowed or there is no room."""
    try:
        kept = adopt(document, token, cast("User", request.user))
    except AdmissionError as refusal:
        messages.error(request, f"{present.name(document)} could not be kept. {refusal.detail}")
        return False
    if kept:
        messages.success(request, f"{present.name(document)} is in your history now.")
    return kept


def keep_batch(request: HttpRequest, batch: Batch, token: str) -> bool:
    """Move the batch and its documents to the signed-in user, like `keep`."""
    try:
        kept = deeds.claim(batch, token, cast("User", request.user))
    except AdmissionError as refusal:
        messages.error(request, f"The files could not be kept. {refusal.detail}")
        return False
    if kept:
        messages.success(request, "The files are in your history now.")
    return kept


def _page(document: Document) -> str:
    return reverse("web:document", args=[document.uid])
