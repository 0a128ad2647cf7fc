"""The record of the last use of each session."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from onlineocr.accounts import sessions


class SessionUseMiddleware:
    """Records the use of the request's session after its response was made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        sessions.note_use(request)
        return response
