"""The application as it is asked about heads: the middleware down to a last one, and nothing below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest, get_script_name
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import set_script_prefix
from django.utils.log import log_response
from django.utils.module_loading import import_string


class HeadHandler:
    """A WSGI application that answers as the whole one would, for requests that pass the middleware ``last`` never.

    No signal tells that a request begins or ends: they are for database connections and caches, which no middleware
    down to ``last`` uses, and cost as much time as the answer itself.
    """

    def __init__(self, last: str) -> None:
        names = settings.MIDDLEWARE
        answer: Callable[[HttpRequest], Any] = _nothing
        for name in reversed(names[: names.index(last) + 1]):
            answer = convert_exception_to_response(import_string(name)(answer))
        self._answer = answer

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        set_script_prefix(get_script_name(environ))
        request = WSGIRequest(environ)
        response = self._answer(request)
        assert isinstance(response, HttpResponse)  # noqa: S101 - no middleware streams
        if response.status_code >= 400:
            log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]


def _nothing(_: HttpRequest) -> HttpResponseBase:
    raise LookupError("a head has passed all middleware that answers heads")
