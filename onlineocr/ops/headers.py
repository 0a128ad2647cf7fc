"""The content security policy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "Content-Security-Policy"
STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Swagger UI and the browsable API write style attributes; scripts stay in files of our own everywhere.
STYLED = STRICT | {"style-src": "'self' 'unsafe-inline'"}


class ContentSecurityPolicyMiddleware:
    """Everything from this server only. A view that needs another policy sets the header itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        policy = STYLED if request.path.startswith(("/docs/", "/api/", "/api-auth/")) else STRICT
        response.headers.setdefault(POLICY, "; ".join(f"{name} {value}" for name, value in policy.items()))
        return response
