"""Refuse uploads that exceed a limit as early as possible, and report the rest of each limit to the client."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from rest_framework.request import Request

from onlineocr.documents.limits import concurrency, disk, quotas, shedding
from onlineocr.documents.limits.errors import AdmissionError
from onlineocr.documents.limits.quotas import Standing
from onlineocr.http.server.answers import HEAD_ONLY

from .caller import Caller, caller_of, visitor_of
from .errors import PREFIX, as_problem, headers_of, problem
from .rate_limit import Policy, attach

_WAITING = "ocr"
_UPLOADS = {_WAITING, "documents", "web:home"}
_READ_AGAIN = {"document-rerun", "document-page-reread"}
_KEY_HEADER = "X-API-Key"


def admit(request: Request) -> Standing:
    """Return the caller's use of the limits before the body is read. Raise :class:`AdmissionError` if a limit
    is reached."""
    caller = caller_of(request)
    found = quotas.standing(caller.share_key, caller.owner)
    tell(request, found)
    quotas.check(found, caller.owner)
    return found


def tell(request: Request, found: Standing) -> None:
    """Attach the limits of the queue and of the quotas to the response."""
    attach(request, Policy("queue", settings.QUEUE_LANE, found.places, unit="pages"))
    span = round((found.until - found.since).total_seconds())
    if most := found.bounds.pages:
        attach(request, Policy("quota_pages", most, most - found.pages, span, found.reset, unit="pages"))
    if most := found.bounds.bytes:
        attach(request, Policy("quota_bytes", most, most - found.bytes, span, found.reset, unit="content-bytes"))


class SheddingMiddleware:
    """Refuses calls that a later check would refuse anyway, before their bodies are received and their callers known.

    So a refusal is cheap, and a flood of refused calls leaves the processor to the accepted ones.
    A call with an ``Idempotency-Key`` passes a full queue, because its response may be stored already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = _intake(request)
        if name is not None and (refusal := _refusal(request, name, visitor_of(request))) is not None:
            return _refuse(request, refusal)
        return self.get_response(request)


class HeadMiddleware:
    """Answers 100 to the head of a call that was not refused: the server then receives the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return HttpResponse(status=100) if HEAD_ONLY in request.META else self.get_response(request)


class SlotMiddleware:
    """Holds a slot of `concurrency.uploads` for a call that submits pages; the call may wait for the slot."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _intake(request) is None:
            return self.get_response(request)
        try:
            with concurrency.uploads.required(visitor_of(request).address or ""):
                return self.get_response(request)
        except AdmissionError as refusal:
            return _refuse(request, refusal)


def _intake(request: HttpRequest) -> str | None:
    """Return the route name of a call that submits pages; None for any other call."""
    if request.method != "POST":
        return None
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return None
    return name if name in _UPLOADS or name in _READ_AGAIN else None


def _refusal(request: HttpRequest, name: str, visitor: Caller) -> AdmissionError | None:
    if name == _WAITING and concurrency.waits.full:
        return concurrency.waits.refusal()
    if name in _UPLOADS and "Idempotency-Key" not in request.headers:
        share_key = None if _has_credentials(request) else visitor.share_key
        if (refusal := shedding.refusal(share_key) or _no_room(request)) is not None:
            return refusal
    return concurrency.uploads.turns_away(visitor.address or "")


def _no_room(request: HttpRequest) -> AdmissionError | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    size = int(length) if length.isascii() and length.isdecimal() else 0
    if size > settings.MAX_BODY_BYTES:
        return None  # it is refused as too large in any case
    try:
        disk.check(size)
    except AdmissionError as refusal:
        return refusal
    return None


def _has_credentials(request: HttpRequest) -> bool:
    return (
        "Authorization" in request.headers or _KEY_HEADER in request.headers
    ) or settings.SESSION_COOKIE_NAME in request.COOKIES


def _refuse(request: HttpRequest, refusal: AdmissionError) -> HttpResponseBase:
    known = as_problem(refusal)
    assert known is not None  # noqa: S101 - every refusal has its row
    if not request.path_info.startswith(PREFIX):  # the form of the start page, submitted without scripts
        return HttpResponse(
            f"{refusal.detail}\n",
            status=known.status_code,
            headers=headers_of(refusal, known),
            content_type="text/plain",
        )
    return problem(request, known.problem_code, refusal.detail, headers=headers_of(refusal, known))
