"""Error responses: REST framework's exception handler, Django's error pages, django-axes' lockout.

This is a module beside ``errors``, because REST framework's views import the authentication classes while they are
being imported themselves: modules that the authentication classes import must not import views.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from axes.helpers import get_cool_off
from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.views import defaults
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.response import Response
from rest_framework.views import set_rollback

from onlineocr.http.errors import PREFIX, as_problem, document, headers_of, problem
from onlineocr.http.outages import outage_response
from onlineocr.http.rate_limit import Policy, attach


def handle(error: Exception, context: dict[str, Any]) -> HttpResponseBase | None:
    """Return the response to ``error``, as REST framework's exception handler; None for internal errors, which Django
    logs and answers with 500."""
    known = as_problem(_method_first(error, context))
    if known is None:
        return None
    set_rollback()
    request = context["request"]
    fields = [{"field": name, "detail": text} for name, texts in known.fields.items() for text in texts]
    headers = headers_of(error, known)
    renderer = getattr(request, "accepted_renderer", None)
    if renderer is not None and renderer.format == "api":  # a browser: the same document in a page
        body = document(request, known.problem_code, str(known.detail), fields) | known.more
        return Response(body, known.status_code, headers=headers)
    return problem(
        request, known.problem_code, str(known.detail), fields=iter(fields), headers=headers, more=known.more
    )


def _method_first(error: Exception, context: dict[str, Any]) -> Exception:
    """Return ``error``, or MethodNotAllowed if the view lacks the method: REST framework checks credentials first."""
    request, view = context["request"], context["view"]
    return error if request.method in view.allowed_methods else MethodNotAllowed(request.method)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    text = str(exception) if isinstance(exception, DisallowedHost) else ""
    if request.path_info.startswith(PREFIX):
        return problem(request, "too_many_bytes" if isinstance(exception, RequestDataTooBig) else "malformed", text)
    if text:
        return HttpResponse(text + "\n", status=400, content_type="text/plain; charset=utf-8")
    return defaults.bad_request(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if not request.path_info.startswith(PREFIX):
        return defaults.page_not_found(request, exception)
    return problem(request, "not_found")


def server_error(request: HttpRequest) -> HttpResponseBase:
    if (answer := outage_response(request, sys.exc_info()[1])) is not None:
        return answer
    if not request.path_info.startswith(PREFIX):
        return defaults.server_error(request)
    return problem(request, "server_error", "The server failed. The operator finds the cause in the log by request_id.")


def locked_out(request: HttpRequest, credentials: Mapping[str, Any] | None) -> HttpResponse:  # noqa: ARG001
    """Return the response of django-axes to too many wrong passwords for one name from one address."""
    pause = get_cool_off(request)
    headers = {"Retry-After": str(int(pause.total_seconds()))} if pause else {}
    text = "Too many wrong passwords for this name from this address. Wait, then try again."
    if pause:
        seconds = int(pause.total_seconds())
        attach(request, Policy("password_failure", settings.AXES_FAILURE_LIMIT, 0, window=seconds, reset=seconds))
    if request.path_info.startswith(PREFIX):
        return problem(request, "too_many_failures", text, headers=headers)
    page = loader.render_to_string("429.html", {"detail": text}, request)
    return HttpResponse(page, status=429, headers=headers)
