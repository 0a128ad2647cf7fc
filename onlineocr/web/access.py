"""Access of visitors to documents, the addresses of document pages, and responses to refusals."""

from __future__ import annotations

import math
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.models import Document

MEMBERS_ONLY = {"title": "Log in first", "detail": "This server reads only for people with an account."}


def find(request: HttpRequest, uid: UUID, token: str) -> Document:
    """Return the document if this visitor may change it; else raise the same 404 as for a missing document."""
    document = see(request, uid, token)
    if not document.opens_for(request.user, token):
        raise Http404
    return document


def see(request: HttpRequest, uid: UUID, token: str) -> Document:
    """Return the document if this visitor may see it, be it by a link; else raise 404."""
    document = Document.objects.filter(uid=uid).select_related("shown").first()
    if document is None or not document.visible_to(request.user, token):
        raise Http404
    return document


def address(document: Document, token: str, page: str = "web:document") -> str:
    """Return the address of a ``page`` of the document, with its access ``token`` if it needs one."""
    return reverse(page, args=[document.uid]) + (f"?{urlencode({'token': token})}" if token else "")


def with_retry_after(answer: HttpResponse, refusal: AdmissionError) -> HttpResponse:
    """Add ``Retry-After`` if the ``refusal`` has an end."""
    if refusal.retry_after is not None:
        answer["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
    return answer
