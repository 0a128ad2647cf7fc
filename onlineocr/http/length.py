"""The ``Content-Length`` of each response that is not a stream."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase


class ContentLengthMiddleware:
    """Adds ``Content-Length`` to the responses of all middleware, so that the connection can serve the next request.

    Django's CommonMiddleware does so only for responses that pass through it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and not response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response
