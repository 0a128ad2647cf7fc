"""Parts of the schema that drf-spectacular cannot derive: authentication, and the common schema of all errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from onlineocr.http.authentication import (
    KEY_HEADER,
    ApiKeyAuthentication,
    BasicAuthentication,
    BearerAuthentication,
    SessionAuthentication,
)
from onlineocr.http.links import below_prefix
from onlineocr.http.problems import TABLE

PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457); /docs/errors/ explains each code.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "enum": sorted(TABLE)},
        "errors": {
            "type": "array",
            "items": {
                "title": "FieldProblem",
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
            },
        },
        "request_id": {"type": "string"},
        "revision": {"type": "integer", "description": "of `edit_conflict`: the page's newest"},
        "conflicts": {
            "type": "array",
            "description": "of `edit_conflict`: for each edit the present text, its author and its time",
            "items": {"type": "object"},
        },
    },
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
}


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Describe the problem document, which the errors of every operation reference."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    return result


def describe_server(result: dict[str, Any], request: Any = None, **_: Any) -> dict[str, Any]:
    """Add the path prefix of this service as the server; without a prefix, the paths are correct unchanged."""
    if request is not None and (prefix := below_prefix("")):
        result["servers"] = [{"url": prefix}]
    return result


CLOSING = {
    "title": "AccountClosing",
    "type": "object",
    "properties": {
        "password": {"type": "string", "description": "the account's password"},
        "username": {"type": "string", "description": "the account's name, where it has no password"},
    },
}


def describe_closing(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Describe the body of the request that closes an account; drf-spectacular describes none for DELETE."""
    for operations in result["paths"].values():
        if operations.get("delete", {}).get("operationId") == "me_close":
            operations["delete"]["requestBody"] = {"content": {"application/json": {"schema": CLOSING}}}
    return result


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = ApiKeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "apiKey", "in": "header", "name": KEY_HEADER, "description": "An API key, `oo_<id>_<secret>`"}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """OpenAPI description of ``BearerAuthentication``."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        text = "An access token, or an API key"
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": text}


class BasicScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = BasicAuthentication
    name = "basic"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "http", "scheme": "basic", "description": "Name and password, or any name and an API key"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = SessionAuthentication
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a browser; calls that change something need the CSRF token too",
        }
