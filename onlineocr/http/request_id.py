"""One id per call, in the log, in the answer and in every problem report."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._:/+=@-]{1,128}")


class RequestIdMiddleware:
    """Takes the caller's ``X-Request-Id`` when it is plain (up to 128 letters, digits, ``._:/+=@-``), else makes one.

    The id is at ``request.META["REQUEST_ID"]``, bound to the log, and returned in the same header.
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
    """The id of this call; empty outside the middleware."""
    return str(request.META.get("REQUEST_ID", ""))
