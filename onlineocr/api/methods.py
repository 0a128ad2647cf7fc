"""Check of the request method: 405 comes before the checks of forms and credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from onlineocr.http.body_limit import refuse
from onlineocr.http.methods import methods_of
from onlineocr.http.server.refusals import Refusal


class MethodMiddleware:
    """Answers 405 to a method that an address does not allow, with or without credentials."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> HttpResponse | None:
        """Return the 405 response, or None if the view allows the method."""
        taken = methods_of(view)
        if taken is None or request.method in taken or _shows_a_page(request, view):
            return None
        allowed = ", ".join(taken)
        answer = refuse(request, Refusal("method_not_allowed", f"This address takes no {request.method}: {allowed}."))
        answer["Allow"] = allowed
        return answer


def _shows_a_page(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """Return whether REST framework answers with its page of the address, which has a form for each allowed method."""
    return request.method == "GET" and hasattr(view, "cls") and "text/html" in request.headers.get("Accept", "")
