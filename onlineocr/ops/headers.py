"""Headers of every response: the content security policy, and the rules for caching and embedding."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "Content-Security-Policy"
_STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Style attributes in REST framework's templates of the browsable API; only these texts are allowed.
_STYLES = (
    "float: right; margin-right: 10px",
    "margin-top: 30px",
    "width: 320px; margin-left: auto; margin-right: auto",
    "margin: 0 0 20px;",
    "border: none",
    "border-bottom: 1px solid #e5e5e5",
    "border-bottom: 0",
    "float: right",
    "width: 350px",
)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _joined(policy: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in policy.items())


STRICT = _joined(_STRICT)
BROWSABLE = _joined(_STRICT | {"style-src": " ".join(("'self' 'unsafe-hashes'", *map(_hash, _STYLES)))})
# Swagger UI inserts style elements; its scripts are files served from here.
SWAGGER = _joined(_STRICT | {"style-src": "'self' 'unsafe-inline'"})

DEFAULTS = {
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OF_DOCUMENTS = frozenset({"Cross-Origin-Opener-Policy", "Referrer-Policy", "X-Frame-Options"})
_PARTS = ("text/css", "text/javascript")


class SecurityHeadersMiddleware:
    """Set the headers that a response lacks. It is the first middleware, so that refusals by others have them too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_part = _is_part(request, response)
        if is_part:
            response.headers.pop("Last-Modified", None)  # it has an entity tag
        else:
            response.headers.setdefault(POLICY, _policy(request.path_info))
        for name, value in DEFAULTS.items():
            if not (is_part and name in _OF_DOCUMENTS):
                response.headers.setdefault(name, value)
        return response


def _is_part(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Return whether this is a style or a script, to which headers of documents do not apply.

    They are half a kilobyte for each of a page's ten to twenty files.
    """
    is_static = request.path_info.startswith("/static/") and response.status_code == 200
    return is_static and response.headers.get("Content-Type", "").startswith(_PARTS)


def _policy(path: str) -> str:
    if path == "/docs/try/":
        return SWAGGER
    return BROWSABLE if path.startswith(("/api/", "/api-auth/")) else STRICT
