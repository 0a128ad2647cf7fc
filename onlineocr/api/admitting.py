"""What a caller is told of the queue and the quotas, and the door before which surplus calls are turned away."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

from onlineocr.accounts.rates import caller
from onlineocr.documents import admission, waiting_room
from onlineocr.documents.admission import Standing
from onlineocr.documents.lanes import lane_of
from onlineocr.documents.refusals import Refused

from .errors import as_problem, problem
from .handlers import headers_of
from .ratelimit import Policy, attach

_WAITING = "/api/ocr/"
_UPLOADS = {_WAITING, "/api/v1/documents/"}
_LARGE = 64 * 1024  # bytes: a body that comes in more than one piece


def admit(request: Request) -> Standing:
    """Where the caller stands, before the body is read; :class:`Refused` when nothing more can be taken."""
    owner = request.user if request.user.is_authenticated else None
    found = admission.standing(lane_of(owner, caller(request._request)), owner)  # noqa: SLF001 - as rates counts
    tell(request, found)
    admission.check(found, owner)
    return found


def tell(request: Request, found: Standing) -> None:
    """Attach the limits of the queue and of the quotas to the answer."""
    attach(request, Policy("queue", settings.QUEUE_LANE, found.places, unit="pages"))
    span = round((found.until - found.since).total_seconds())
    if most := found.bounds.pages:
        attach(request, Policy("quota_pages", most, most - found.pages, span, found.reset, unit="pages"))
    if most := found.bounds.bytes:
        attach(request, Policy("quota_bytes", most, most - found.bytes, span, found.reset, unit="content-bytes"))


class DoorMiddleware:
    """Turns calls away that could only be refused later, before their body is read and before who sends it is known.

    That is what makes a refusal cheap enough that a flood of calls leaves the machine to those who are let in.
    Who repeats a call by its ``Idempotency-Key`` passes: the answer may be there already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (refusal := _refusal(request)) is not None:
            return _refuse(request, refusal)
        if not _is_large(request):
            return self.get_response(request)
        with waiting_room.uploads.seat() as seated:
            if not seated:
                return _refuse(request, waiting_room.uploads.refusal())
            return self.get_response(request)


def _refusal(request: HttpRequest) -> Refused | None:
    if request.method != "POST" or request.path not in _UPLOADS or "Idempotency-Key" in request.headers:
        return None
    if request.path == _WAITING and waiting_room.waits.full:
        return waiting_room.waits.refusal()
    return admission.door.refusal


def _is_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdecimal():
        return int(length) > _LARGE
    return "HTTP_TRANSFER_ENCODING" in request.META


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponseBase:
    known = as_problem(refusal)
    assert known is not None  # noqa: S101 - every refusal has its row
    return problem(request, known.problem_code, refusal.detail, headers=headers_of(refusal, known))
