"""One id per call, in the log, in the response and in every problem document."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


class RequestIdMiddleware:
    """Uses the client's ``X-Request-Id`` if it is plain (up to 128 letters, digits, ``._:/+=@-``), else creates an id.

    The id is in ``request.META["REQUEST_ID"]``, in each log entry of the call, and in the same header of the response.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get(HEADER, "")
        own = sent if _ACCEPTED.fullmatch(sent) else secrets.token_hex(16)
        request.META["REQUEST_ID"] = own
        # Bound until the thread's next request: Django logs a 4xx after the last middleware has returned.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=own)
        response = self.get_response(request)
        response.headers[HEADER] = own
        return response


def request_id(request: HttpRequest) -> str:
    """Return the id of this call; "" outside the middleware."""
    return str(request.META.get("REQUEST_ID", ""))
