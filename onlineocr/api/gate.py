"""The first gate: no body larger than the limit is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from onlineocr.api.errors import PREFIX, problem


class BodyLimitMiddleware:
    """Answers 413 by ``Content-Length``, before a byte of the body is read, and 411 where a body has no length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return _refuse(request, "length_required", "Send Content-Length; a chunked body is not read here.")
        if length.isascii() and length.isdecimal() and int(length) > settings.MAX_BODY_BYTES:
            text = (
                f"The body has {int(length)} bytes; at most {settings.MAX_BODY_BYTES} are taken, "
                f"and a file may have {settings.LIMITS.max_bytes}."
            )
            return _refuse(request, "too_many_bytes", text)
        return self.get_response(request)


def _refuse(request: HttpRequest, code: str, text: str) -> HttpResponse:
    # The rest of the body is still on the wire: the connection cannot carry another request.
    answer = problem(request, code, text)
    if request.path.startswith(PREFIX):
        return answer
    return HttpResponse(text + "\n", status=answer.status_code, content_type="text/plain; charset=utf-8")
