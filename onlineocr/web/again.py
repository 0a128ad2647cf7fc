"""Page that reads a document again in another language, such as one that the operator has added since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onlineocr.documents import services
from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.models import Document
from onlineocr.http.problems import TABLE
from onlineocr.ocr.errors import OcrError

from . import present
from .access import MEMBERS_ONLY, address, find, with_retry_after


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Queue another reading and redirect to the document's page. A GET only shows the form."""
    token = request.POST.get("token", "") or request.GET.get("token", "")
    document = find(request, uid, token)
    if request.method != "POST":
        return _page(request, document, token)
    if not request.user.is_authenticated and not settings.ANONYMOUS_UPLOADS:
        return _page(request, document, token, problem=MEMBERS_ONLY, status=403)
    try:
        read(request, document)
    except services.StillReading:
        pass  # a second click, or another tab: the document's page shows the progress
    except OcrError as error:
        problem = {"title": error.title, "detail": present.beyond_title(error.title, present.describe(error))}
        return _page(request, document, token, problem=problem, status=TABLE[error.code].status)
    except AdmissionError as refusal:
        problem = {"title": "Not now", "detail": refusal.detail}
        answer = _page(request, document, token, problem=problem, status=TABLE[refusal.code].status)
        return with_retry_after(answer, refusal)
    return HttpResponseRedirect(address(document, token))


def read(request: HttpRequest, document: Document) -> None:
    """Read the document with the options of its latest reading, and the language and password of the form."""
    kept = {name: value for name, value in document.run.options.items() if name not in {"engine", "languages"}}
    given = {name: word for name in ("languages", "password") if (word := request.POST.get(name, "").strip())}
    services.rerun(document, options=kept | given, skip_quota=bool(getattr(request.user, "is_staff", False)))


def _page(
    request: HttpRequest,
    document: Document,
    token: str,
    *,
    problem: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "name": present.name(document),
        "token": token,
        "problem": problem,
        "languages": present.languages(),
        "chosen": request.POST.get("languages", "") or request.GET.get("languages", ""),
        "protected": document.run.protected,
        "way": address(document, token),
    }
    return render(request, "web/again.html", context, status=status)
