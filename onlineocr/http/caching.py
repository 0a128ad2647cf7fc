"""Conditional requests: entity tags, and 304 or 412 responses."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import cast

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_etags, quote_etag
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request

from .errors import ProblemError

NOT_MODIFIED = OpenApiResponse(description="`If-None-Match` matches: the client has the current version")


CHECKED = "private, no-cache"
"""``Cache-Control`` of responses that a client may keep, and must ask about each time."""


def tag(*parts: object) -> str:
    """Return the entity tag of a response that ``parts`` determine."""
    return quote_etag(hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32])


def unchanged(
    request: Request, etag: str, changed: datetime | None = None, *, control: str = CHECKED
) -> HttpResponseBase | None:
    """Return a 304 response if the client's copy is current, else None. Raise 412 if ``If-Match`` does not match."""
    wanted = request.headers.get("If-Match")
    if wanted is not None and not parse_etags(wanted):  # Django ignores a header that it cannot parse
        raise ProblemError("precondition_failed", "If-Match names no ETag: it is '*', or one or more in double quotes.")
    seconds = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request._request, etag, seconds)  # noqa: SLF001 - Django's function wants Django's
    if answer is None:
        return None
    if answer.status_code == 412:
        raise ProblemError("precondition_failed", "If-Match does not match the present ETag.")
    return mark(answer, etag, changed, control=control)


def mark(
    response: HttpResponseBase, etag: str, changed: datetime | None = None, *, control: str = CHECKED
) -> HttpResponseBase:
    """Set the headers by which clients store and revalidate ``response``."""
    response["ETag"] = etag
    response["Cache-Control"] = control
    if changed is not None:
        response["Last-Modified"] = http_date(changed.timestamp())
    if "private" in control:
        patch_vary_headers(cast("HttpResponse", response), ["Authorization", "Cookie"])
    return response
