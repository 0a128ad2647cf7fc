"""The start page: hand over a picture or a PDF."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onlineocr.accounts.rates import caller
from onlineocr.documents import services
from onlineocr.documents.refusals import Refused
from onlineocr.ocr import errors as ocr
from onlineocr.ocr import languages

from . import present
from .history import documents_of, items

OPTIONS = ("languages", "pages", "password")
RECENT = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Without scripts the form posts here; with them the page sends to the API."""
    if request.method != "POST":
        return _page(request)
    file = request.FILES.get("file") or request.FILES.get("photo")
    if not isinstance(file, UploadedFile):
        return _page(request, problem={"title": "No file was chosen", "detail": "Choose a picture or a PDF first."})
    try:
        return HttpResponseRedirect(_submit(request, file))
    except ocr.OcrError as error:
        return _page(request, problem={"title": error.title, "detail": error.detail}, status=status_of(error))
    except Refused as refusal:
        answer = _page(request, problem={"title": "Not now", "detail": refusal.detail}, status=429)
        if refusal.retry_after is not None:
            answer["Retry-After"] = str(max(1, math.ceil(refusal.retry_after)))
        return answer


def _submit(request: HttpRequest, file: UploadedFile[Any]) -> str:
    options = {name: value for name in OPTIONS if (value := request.POST.get(name, "").strip())}
    upload = services.Upload(chunks=file.chunks(), file_name=file.name or "", options=options)
    owner = request.user if request.user.is_authenticated else None
    document, token = services.submit(upload=upload, owner=owner, address=caller(request))
    address = reverse("web:document", args=[document.uid])
    return f"{address}?{urlencode({'token': token})}" if token else address


def _page(request: HttpRequest, *, problem: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in OPTIONS}
    context: dict[str, Any] = {
        "problem": problem,
        "given": given,
        "options_open": any(value not in {"", "auto"} for value in given.values()),
        "languages": sorted(languages.every(), key=lambda language: language.name),
        "max_bytes": settings.LIMITS.max_bytes,
        "most": present.size(settings.LIMITS.max_bytes),
        "anonymous_life": present.span(settings.ANONYMOUS_RETENTION),
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    if request.user.is_authenticated:
        context["recent"] = items(documents_of(request.user)[:RECENT])
    return render(request, "web/home.html", context, status=400 if problem and status == 200 else status)


def status_of(error: ocr.OcrError) -> int:
    """The HTTP status of a refused upload."""
    match error:
        case ocr.TooManyBytes() | ocr.TooManyPixels() | ocr.TooManyPages():
            return 413
        case ocr.UnsupportedType():
            return 415
        case ocr.OptionError():
            return 422
        case ocr.EngineError():
            return 503
        case _:
            return 400
