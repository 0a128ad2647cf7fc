"""Deeds on the documents that were chosen in the history: delete, download as one zip, read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from onlineocr.accounts.models import User
from onlineocr.documents import services, zip_results
from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.models import Document
from onlineocr.http.attachment import attachment
from onlineocr.http.methods import takes
from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.export import registry, zipstream
from onlineocr.ocr.wording import counted

from .. import again, present

MOST = 100
"""Documents of one deed."""
_NAMED = 10  # documents that a page of confirmation names


@takes("GET", "HEAD", "POST")
@never_cache
@login_required
def selected(request: HttpRequest) -> HttpResponseBase:
    """Do the chosen deed on the chosen documents. Deleting and reading again first show a page with their number."""
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if request.method != "POST" or deed is None:
        return _back(request)
    wanted = _ids(request.POST.getlist("document"))
    if len(wanted) > MOST:
        messages.error(request, f"Choose at most {MOST} documents at once; {len(wanted)} were chosen.")
        return _back(request)
    # Those of another user are as if they did not exist.
    mine = {one.uid: one for one in Document.objects.filter(owner=cast("User", request.user), uid__in=wanted)}
    documents = [mine[uid] for uid in wanted if uid in mine and not mine[uid].expired]
    if not documents:
        none = "None of the chosen documents is here any more." if wanted else "Choose documents first, by their boxes."
        messages.error(request, none)
        return _back(request)
    return deed(request, documents, len(wanted) - len(documents))


def _ids(texts: Sequence[str]) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def _back(request: HttpRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return HttpResponseRedirect(reverse("web:history") + (f"?{query}" if query else ""))


def _confirm(request: HttpRequest, template: str, documents: Sequence[Document], gone: int) -> HttpResponse:
    back = QueryDict(request.POST.get("back", "")).urlencode()
    context: dict[str, Any] = {
        "documents": documents,
        "count": counted(len(documents), "document"),
        "names": [present.name(document) for document in documents[:_NAMED]],
        "more": max(0, len(documents) - _NAMED),
        "gone": gone,
        "back": back,
        "way": reverse("web:history") + (f"?{back}" if back else ""),
        "languages": present.languages(),
    }
    return render(request, template, context)


def _delete(request: HttpRequest, documents: Sequence[Document], gone: int) -> HttpResponse:
    if not request.POST.get("confirmed"):
        return _confirm(request, "web/selected_delete.html", documents, gone)
    for document in documents:
        services.delete(document)
    one = present.name(documents[0]) if len(documents) == 1 else ""
    messages.success(request, f"{one} was deleted." if one else f"{len(documents)} documents were deleted.")
    _tell_gone(request, gone)
    return _back(request)


def _again(request: HttpRequest, documents: Sequence[Document], gone: int) -> HttpResponse:
    if not request.POST.get("confirmed"):
        return _confirm(request, "web/selected_again.html", documents, gone)
    begun, refused = 0, Counter[str]()
    for document in documents:
        try:
            again.read(request, document)
            begun += 1
        except services.StillReading:
            refused["still being read"] += 1
        except OcrError as error:
            refused[error.title] += 1
        except AdmissionError as refusal:
            left = len(documents) - begun - refused.total()
            messages.error(request, f"{counted(left, 'document')} not begun. {refusal.detail}")
            break
    if begun:
        messages.success(request, f"{counted(begun, 'document')} will be read again.")
    for reason, count in refused.items():
        messages.error(request, f"{counted(count, 'document')} not begun: {reason}.")
    _tell_gone(request, gone)
    return _back(request)


def _download(request: HttpRequest, documents: Sequence[Document], gone: int) -> HttpResponseBase:  # noqa: ARG001
    name = request.POST.get("format", "")
    if name not in registry.names():
        messages.error(request, "Choose the kind of file to download.")
        return _back(request)
    members = zip_results.members([document.pk for document in documents], registry.get(name))
    response = StreamingHttpResponse(zipstream.stream(members), content_type="application/zip")
    response["Content-Disposition"] = attachment(f"onlineocr-{timezone.now():%Y-%m-%d}.zip")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _tell_gone(request: HttpRequest, gone: int) -> None:
    if gone:
        messages.info(request, f"{counted(gone, 'document')} that you chose had been deleted already.")


_DEEDS: dict[str, Callable[[HttpRequest, Sequence[Document], int], HttpResponseBase]] = {
    "delete": _delete,
    "again": _again,
    "download": _download,
}
