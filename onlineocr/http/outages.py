"""Responses while the database is unreachable or its disk is full: 503 or 507 with ``Retry-After``, never 500."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

from onlineocr.dbpatience import hurried
from onlineocr.http.database_watch import watch
from onlineocr.http.writing import may_write

from .errors import PREFIX, RETRY_AFTER, ProblemError, as_problem, headers_of, problem

_WITHOUT_DATABASE = ("/healthz", "/readyz", "/static/", "/docs/", "/favicon.ico")
_READERS_WAIT_MS = 500
"""Milliseconds that a call with a reading method waits for the lock if it writes, such as to end a session."""
_OUTAGES = {"unavailable", "disk_full"}


class OutageMiddleware:
    """Refuses calls that need the database while it is unreachable, and writing ones while it accepts no writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = watch.latest
        if found.state == "writable" or request.path_info.startswith(_WITHOUT_DATABASE):
            return self.get_response(request)
        writes = may_write(str(request.method), request.headers.get("Authorization", ""))
        if found.state == "read-only" and not writes:
            with hurried(_READERS_WAIT_MS):
                return self.get_response(request)
        return _answer(request, ProblemError("unavailable", f"{found.detail} Try again soon.", retry_after=RETRY_AFTER))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the response to an error of a view outside the API; the API's views answer theirs themselves."""
        return outage_response(request, exception)


def outage_response(request: HttpRequest, error: BaseException | None) -> HttpResponseBase | None:
    """Return the response to an error that an outage caused; None for any other error."""
    known = as_problem(error) if isinstance(error, Exception) else None
    return _answer(request, known) if known is not None and known.problem_code in _OUTAGES else None


def _answer(request: HttpRequest, error: ProblemError) -> HttpResponseBase:
    headers = headers_of(error, error)
    if request.path_info.startswith(PREFIX) or "text/html" not in request.headers.get("Accept", ""):
        response: HttpResponse = problem(request, error.problem_code, str(error.detail), headers=headers)
    else:
        page = loader.render_to_string("503.html", {"detail": str(error.detail)})
        response = HttpResponse(page, status=error.status_code, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - once is enough
    return response
