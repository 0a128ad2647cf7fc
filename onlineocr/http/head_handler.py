"""WSGI application for requests without their bodies: the middleware down to a last one, without views."""

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
    """WSGI application with the responses of the whole one, for requests that never pass the middleware ``last``.

    It sends no signals at the beginning and end of a request: they serve database connections and caches, which no
    middleware down to ``last`` uses, and cost as much time as the response itself.
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
