"""The OpenAPI description of one operation: its authentication and all of its errors.

Errors that follow from the attributes of a view are derived from them: a body that is too large, a wrong credential, a
missing row. A view lists its other errors in ``problems``, as codes of ``problems.TABLE`` for each method::

    problems = {"POST": ("conflict",)}

An operation must describe every status that it returns; tests/api/test_schemathesis.py searches for exceptions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import IsAuthenticated

from onlineocr.http.errors import CONTENT_TYPE
from onlineocr.http.problems import TABLE

ANYWHERE = ("malformed", "not_acceptable", "invalid_option", "unavailable")
SIGNED = (
    "not_signed_in", "wrong_credentials", "second_factor_required", "invalid_token", "invalid_key", "key_expired",
    "key_revoked", "account_inactive", "credentials_disagree", "scope_missing", "too_many_failures",
)  # fmt: skip
CHANGING = ("csrf_failed", "length_required", "too_many_bytes")
WITH_BODY = ("body_too_slow", "invalid", "unsupported_media_type")

_HEADERS: dict[int, dict[str, Any]] = {
    401: {
        "WWW-Authenticate": {"required": True, "schema": {"type": "string"}, "description": "how to sign in"},
    },
    429: {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}, "description": "in seconds"}},
}
_HEADERS[503] = _HEADERS[429]


class Description(AutoSchema):
    """Extension of drf-spectacular's description of an operation by its errors and authentication."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is not None:
            operation["responses"] |= answers(self._codes("requestBody" in operation))
        return operation

    def get_summary(self) -> str:
        """Return the first sentence of the method's docstring, without its full stop."""
        return _split(super().get_description())[0]

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular has it
        """Return the docstring after its first sentence."""
        return _split(super().get_description())[1]

    def get_auth(self) -> list[dict[str, Any]]:
        """Return the authentication schemes, and ``{}`` (no authentication) where the view requires no account."""
        ways: list[dict[str, Any]] = super().get_auth()
        asked = any(isinstance(permission, IsAuthenticated) for permission in self.view.get_permissions())
        return ways if asked or not ways or {} in ways else [*ways, {}]

    def _codes(self, body: bool) -> Iterator[str]:
        view, method = self.view, self.method
        yield from ANYWHERE
        if view.get_authenticators():
            yield from SIGNED
        if method not in {"GET", "HEAD"}:
            yield from CHANGING
        if body:
            yield from WITH_BODY
        elif method not in {"GET", "HEAD"}:
            yield "unsupported_media_type"
        if getattr(view, "paginator", None) is not None or "{" in self.path:
            yield "not_found"
        if view.throttle_classes:
            yield "throttled"
        yield from getattr(view, "problems", {}).get(method, ())


def _split(text: str) -> tuple[str, str]:
    """Return the first sentence and the remaining text."""
    first, _, rest = re.sub(r"(?<=[.])\s", "\0", text.strip(), count=1).partition("\0")
    return " ".join(first.split()).rstrip("."), rest.strip()


def answers(codes: Iterable[str]) -> dict[str, Any]:
    """Return one response for each status of ``codes``; its description lists the codes with this status."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        by_status[TABLE[code].status].append(code)
    return {str(status): _answer(status, by_status[status]) for status in sorted(by_status)}


def _answer(status: int, codes: list[str]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    return answer | ({"headers": _HEADERS[status]} if status in _HEADERS else {})
