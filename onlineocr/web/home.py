"""The start page with the upload form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onlineocr.documents.limits.errors import AdmissionError, BatchRefused, InProgress
from onlineocr.documents.options import specs
from onlineocr.http.caller import caller_of
from onlineocr.http.links import absolute
from onlineocr.http.problems import TABLE
from onlineocr.ocr import errors as ocr
from onlineocr.ocr.specs import Spec

from . import present, sending
from .access import MEMBERS_ONLY, with_retry_after
from .history.rows import documents_of, items

FIELDS = tuple(spec for spec in specs() if spec.label)
"""The options that the form offers."""
RECENT = 3
_UNLOCK = {"pdf_encrypted": "Type its password into the field 'PDF password', then choose the file again."}


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Return the start page, or handle its form: without scripts the form is posted here, with scripts to the API."""
    if request.method != "POST":
        return _page(request)
    files = [*request.FILES.getlist("file"), *request.FILES.getlist("photo")]
    return _refused(request, files) or _sent(request, files)


def _sent(request: HttpRequest, files: list[UploadedFile[Any]]) -> HttpResponse:
    try:
        return HttpResponseRedirect(_submit(request, files))
    except BatchRefused as refused_file:
        error = refused_file.cause
        return _page(
            request,
            problem={"title": "None of the files was taken", "detail": str(refused_file), "code": error.code},
            status=TABLE[error.code].status,
        )
    except ocr.OcrError as error:
        problem = {
            "title": error.title,
            "detail": present.beyond_title(error.title, present.describe(error, _UNLOCK)),
            "code": error.code,
        }
        return _page(request, problem=problem, status=TABLE[error.code].status)
    except AdmissionError as refusal:
        return _not_now(request, refusal)


def _not_now(request: HttpRequest, refusal: AdmissionError) -> HttpResponse:
    problem, mark = {"title": "Not now", "detail": refusal.detail}, ""
    if isinstance(refusal, InProgress):  # the same form then leads to the same document
        problem = {"title": "The file is on its way already", "detail": "Wait a moment, then send it once more."}
        mark = request.POST.get("mark", "")
    answer = _page(request, problem=problem, status=TABLE[refusal.code].status, mark=mark)
    return with_retry_after(answer, refusal)


def _refused(request: HttpRequest, files: list[UploadedFile[Any]]) -> HttpResponse | None:
    """Return the refusal of a form without files or from another account's page, and of a visitor if the operator
    requires accounts."""
    if not files:
        return _page(request, problem={"title": "No file was chosen", "detail": "Choose a picture or a PDF first."})
    name = request.user.get_username() if request.user.is_authenticated else ""
    if name and request.POST.get("user", name) not in {name, ""}:
        problem = {"title": f"You are signed in as {name} now", "detail": "Choose the file again to send it."}
        return _page(request, problem=problem, status=409)
    if not name and not settings.ANONYMOUS_UPLOADS:
        return _page(request, problem=MEMBERS_ONLY, status=403)
    return None


def _submit(request: HttpRequest, files: list[UploadedFile[Any]]) -> str:
    options = {spec.name: value for spec in FIELDS if (value := request.POST.get(spec.name, "").strip())}
    mark = request.POST.get("mark", "")
    if len(files) > 1:
        options = {"priority": "bulk"} | options
    document, token = sending.submit(files, options, mark=mark, caller=caller_of(request))
    batch = document.batch
    address = reverse("web:batch", args=[batch.uid]) if batch else reverse("web:document", args=[document.uid])
    if not token:
        return address
    token = batch.known_token() if batch else token
    address = f"{address}?{urlencode({'token': token})}"
    if not request.POST.get("user"):
        return address
    messages.warning(request, f"Your session had ended. {present.name(document)} was taken; log in to keep it.")
    return f"{reverse('web:login')}?{urlencode({'next': address})}"


def _page(
    request: HttpRequest, *, problem: dict[str, str] | None = None, status: int = 200, mark: str = ""
) -> HttpResponse:
    given = {spec.name: request.POST.get(spec.name, "") for spec in FIELDS}
    unlock = (problem or {}).get("code") in {"pdf_encrypted", "wrong_password"}
    context: dict[str, Any] = {
        "problem": problem,
        "fields": [_field(spec, given[spec.name]) for spec in FIELDS],
        "mark": mark or sending.new(),
        "options_open": unlock or any(given[spec.name] not in {"", _text(spec.written_default)} for spec in FIELDS),
        "unlock": unlock,
        "languages": present.languages(),
        "most": present.size(settings.LIMITS.max_bytes),
        "anonymous_life": present.span(settings.ANONYMOUS_RETENTION),
        "ocr_url": absolute(request, reverse("ocr")),
    }
    if request.user.is_authenticated:
        context["recent"] = items(documents_of(request.user)[:RECENT])
    return render(request, "web/home.html", context, status=400 if problem and status == 200 else status)


def _field(spec: Spec, given: str) -> dict[str, Any]:
    """Return the context of an option; its template is its own one if that exists, else the common one."""
    choices = ["true", "false"] if spec.schema["type"] == "boolean" else spec.schema.get("enum", [])
    templates = [f"web/options/{spec.name}.html", "web/options/any.html"]
    return {
        "spec": spec, "help": f"{spec.help[:1].upper()}{spec.help[1:]}.", "choices": choices, "templates": templates,
        "given": given or _text(spec.written_default),
    }  # fmt: skip


def _text(value: Any) -> str:
    """Return a value as the text of a form field."""
    return str(value).lower() if isinstance(value, bool) else str(value or "")
