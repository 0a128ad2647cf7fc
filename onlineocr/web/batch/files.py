"""The actions of the forms in the rows of a batch."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest

from onlineocr.documents import services
from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.models import Batch, Document
from onlineocr.documents.models.states import OPEN, Status
from onlineocr.ocr.errors import OcrError

from .. import present
from ..access import MEMBERS_ONLY


def act(request: HttpRequest, batch: Batch, deed: str, uid: str) -> None:
    """Do ``deed`` with a document of the batch, or with all of them for an empty ``uid`` (``stop`` only)."""
    if deed == "stop" and not uid:
        for document in batch.documents.filter(status__in=OPEN).select_related("latest"):
            services.cancel(document)
        return
    document = _document(batch, uid)
    if deed == "stop" and not Status(document.status).ended:
        services.cancel(document)
    elif deed == "again":
        _again(request, document)
    elif deed == "remove":
        services.delete(document)


def _document(batch: Batch, uid: str) -> Document:
    try:
        key = UUID(uid)
    except ValueError:
        raise Http404 from None
    found = batch.documents.select_related("latest", "owner").filter(uid=key).first()
    if found is None or found.expired:
        raise Http404
    return found


def _again(request: HttpRequest, document: Document) -> None:
    """Read the document with the options of its latest reading."""
    if not request.user.is_authenticated and not settings.ANONYMOUS_UPLOADS:
        messages.error(request, MEMBERS_ONLY["detail"])
        return
    options = {name: value for name, value in document.run.options.items() if name != "engine"}
    try:
        services.rerun(document, options=options, skip_quota=bool(getattr(request.user, "is_staff", False)))
    except services.StillReading:
        pass
    except OcrError as error:
        messages.error(request, f"{present.name(document)}: {present.describe(error)}")
    except AdmissionError as refusal:
        messages.error(request, f"{present.name(document)}: {refusal.detail}")
