"""Error responses under ``/api/`` as ``application/problem+json`` (RFC 9457).

Views raise an ``OcrError`` of the library, a ``FetchError``, a ``ProblemError`` with a code of ``problems.TABLE``,
Django's ``Http404`` or a REST framework exception. ``handle`` turns each into a response of the same form::

    {"type", "title", "status", "detail", "code", "errors": [{"field", "detail"}], "request_id"}
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from rest_framework import exceptions

from onlineocr.dberrors import is_away, is_full
from onlineocr.documents.limits.errors import AdmissionError, BatchRefused
from onlineocr.documents.models import Batch, Document, Page, Run
from onlineocr.fetch import FetchError
from onlineocr.http.links import below_prefix
from onlineocr.http.problems import TABLE, WAYS_OUT
from onlineocr.http.request_id import request_id
from onlineocr.ocr.errors import InvalidOptions, OcrError
from onlineocr.ocr.sandbox.source import SHORTAGES

CONTENT_TYPE = "application/problem+json"
PREFIX = "/api/"
RETRY_AFTER = 5

log = logging.getLogger(__name__)


class ProblemError(exceptions.APIException):
    """An error with a ``code`` of the table. ``fields`` maps names to one or several descriptions of their errors;
    ``more`` contains members of the response that only this kind of error has."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        retry_after: float | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        row = TABLE[code]
        super().__init__(detail or row.title + ".", code)
        self.problem_code = code
        self.status_code = row.status
        self.fields = {name: [texts] if isinstance(texts, str) else texts for name, texts in (fields or {}).items()}
        self.wait = retry_after
        self.more = dict(more or {})


def problem(
    request: HttpRequest,
    code: str,
    detail: str = "",
    *,
    fields: Iterator[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> JsonResponse:
    """Return the response for ``code``, outside REST framework's views: in middleware and Django's handlers."""
    body = document(request, code, detail, list(fields or ())) | dict(more or {})
    return JsonResponse(
        body,
        status=body["status"],
        content_type=CONTENT_TYPE,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


def as_problem(error: Exception) -> ProblemError | None:
    """Return ``error`` as a problem; None for an internal error."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, OcrError):
        return _from_ocr(error)
    if isinstance(error, AdmissionError | BatchRefused):
        return _from_refusal(error)
    if isinstance(error, FetchError):
        return ProblemError(error.code, error.detail, retry_after=RETRY_AFTER if error.code == "queue_full" else None)
    if isinstance(error, exceptions.APIException):
        return _from_framework(error)
    return _from_django(error) or _from_machine(error)


def _from_refusal(error: AdmissionError | BatchRefused) -> ProblemError:
    if isinstance(error, AdmissionError):
        return ProblemError(error.code, error.detail, retry_after=error.retry_after)
    cause = _from_ocr(error.cause)
    fields = {f"file.{error.number}": [error.cause.detail], **cause.fields}
    detail = f"{error} None of the files was taken."
    return ProblemError(cause.problem_code, detail, fields=fields, retry_after=cause.wait)


def _from_ocr(error: OcrError) -> ProblemError:
    code = error.code if error.code in TABLE else "ocr_error"
    fields = error.fields if isinstance(error, InvalidOptions) else None
    return ProblemError(
        code, error.describe(WAYS_OUT), fields=fields, retry_after=RETRY_AFTER if TABLE[code].status == 503 else None
    )


_DELETED = (Batch.DoesNotExist, Document.DoesNotExist, Run.DoesNotExist, Page.DoesNotExist)
"""Errors of rows that were deleted while a call used them; functions that look up a call's rows raise 404."""
_BY_CLASS: tuple[tuple[type[exceptions.APIException], str], ...] = (
    (exceptions.ParseError, "malformed"),
    (exceptions.NotAuthenticated, "not_signed_in"),
    (exceptions.AuthenticationFailed, "wrong_credentials"),
    (exceptions.NotFound, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.Throttled, "throttled"),
)


def _from_framework(error: exceptions.APIException) -> ProblemError | None:
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_flatten(error.detail))
        told = [text.removesuffix(".") for text in _told(fields)]
        return ProblemError("invalid", "; ".join(told) + ".", fields=fields)
    code = next((code for cls, code in _BY_CLASS if isinstance(error, cls)), None)
    if code is None:
        return None
    return ProblemError(code, str(error.detail), retry_after=getattr(error, "wait", None))


_FROM_DJANGO: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (Http404, "not_found", ""),
    (_DELETED, "not_found", "It was deleted while this call was at work."),
    (TooManyFilesSent, "too_many_files", "The form has more files than this server takes at once."),
    (TooManyFieldsSent, "malformed", "The form has more fields than this server takes."),
    (RequestDataTooBig, "too_many_bytes", "The form's fields are larger than this server takes."),
)
"""Errors of Django, subclasses first, with their codes and details."""


def _from_django(error: Exception) -> ProblemError | None:
    for kind, code, text in _FROM_DJANGO:
        if isinstance(error, kind):
            return ProblemError(code, text)
    if isinstance(error, (SuspiciousOperation, UnreadablePostError)):
        return ProblemError("malformed", str(error))
    return None


def _from_machine(error: Exception) -> ProblemError | None:
    if is_full(error):
        log.error("the disk is full: %s", str(error).strip())
        return ProblemError("disk_full", "The server cannot store anything now. Its operator must make room.")
    if is_away(error):
        log.error("the database is away: %s", str(error).strip())
        return ProblemError("unavailable", "The database does not answer. Try again soon.", retry_after=RETRY_AFTER)
    if isinstance(error, OSError) and error.errno in SHORTAGES:
        log.error("the machine has nothing left: %s", error.strerror)
        detail = f"The machine is short of resources ({error.strerror}). Try again soon."
        return ProblemError("server_busy", detail, retry_after=RETRY_AFTER)
    return None


def _told(fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, texts in fields.items():
        yield f"{name}: {' '.join(texts)}" if name else " ".join(texts)


def _flatten(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield nested lists and objects of messages as ``("a.0.b", ["text", …])``, with "" for errors without a field."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}".removeprefix(".")
            yield from _flatten(inner, here)
    elif isinstance(detail, list) and any(isinstance(item, (Mapping, list)) for item in detail):
        for index, inner in enumerate(detail):
            yield from _flatten(inner, f"{path}.{index}".removeprefix("."))
    else:
        yield path, [str(text) for text in detail] if isinstance(detail, list) else [str(detail)]


def document(request: HttpRequest, code: str, detail: str, fields: list[dict[str, str]]) -> dict[str, Any]:
    row = TABLE[code]
    return {
        "type": below_prefix(row.type),
        "title": row.title,
        "status": row.status,
        "detail": detail or row.title + ".",
        "code": code,
        "errors": fields,
        "request_id": request_id(request),
    }


_WAITS = {429: RETRY_AFTER, 503: RETRY_AFTER, 507: 60}
"""Seconds after which a client may repeat a refused call, if the error has no time."""


def headers_of(error: Exception, known: ProblemError) -> dict[str, str]:
    """Return the response headers for ``error``: the challenge, and the time until a repetition."""
    headers = {}
    challenge = getattr(error, "auth_header", None)
    if challenge:
        headers["WWW-Authenticate"] = str(challenge)
    wait = known.wait if known.wait is not None else _WAITS.get(known.status_code)
    if wait is not None:  # rounded up, so that a client that waits this time is not early
        headers["Retry-After"] = str(max(1, math.ceil(wait)))
    return headers
