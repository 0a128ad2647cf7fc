"""``/docs/``: the API as a page, from the OpenAPI description and the code samples. It needs no script."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from drf_spectacular.generators import SchemaGenerator

from onlineocr.http.methods import takes_get

from .openapi import code_samples

_METHODS = ("get", "post", "put", "patch", "delete")


@takes_get
def reference(request: HttpRequest) -> HttpResponse:
    """Show the examples, and every call with its parameters, bodies and responses."""
    url = request.build_absolute_uri(get_script_prefix()).rstrip("/")
    steps = [(step, prose(step.text), step.codes(url)) for step in code_samples.STEPS]
    return render(request, "api/reference.html", {"steps": steps, "groups": groups(get_script_prefix()), "url": url})


@cache
def groups(prefix: str) -> list[dict[str, Any]]:  # noqa: ARG001 - the addresses in the description have it
    """Return the calls by tag, in the order of the description's tags."""
    generator: Any = SchemaGenerator  # it has no types
    schema = generator().get_schema(request=None, public=True)
    calls = [
        _call(schema, path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    ]
    tags = [(tag["name"], tag.get("description", "")) for tag in schema.get("tags", ())]
    tags += [(name, "") for name in dict.fromkeys(call["tag"] for call in calls) if name not in dict(tags)]
    grouped = [(name, text, [call for call in calls if call["tag"] == name]) for name, text in tags]
    return [{"name": name, "text": text, "calls": found} for name, text, found in grouped if found]


def prose(text: str) -> SafeString:
    """Return ``text`` as HTML: escaped, its paragraphs in ``<p>``, its words in backticks in ``<code>``."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n") if part.strip())
    marked = (re.sub(r"`([^`]+)`", r"<code>\1</code>", conditional_escape(part)) for part in paragraphs)
    return mark_safe("".join(f"<p>{part}</p>" for part in marked))  # noqa: S308 - escaped above


def _call(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    responses = operation["responses"].items()
    return {
        "id": operation["operationId"],
        "tag": operation["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "text": prose(operation.get("description", "")),
        "open": {} in operation.get("security", ()),
        "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        "fields": _fields(schema, body),
        "types": list(body),
        "example": _example(body),
        "responses": [(code, prose(response.get("description") or "")) for code, response in responses],
    }


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    text = prose(one.get("description", ""))
    return {
        "name": one["name"], "in": one["in"], "required": one.get("required", False), "type": _type(one["schema"]),
        "text": text,
    }  # fmt: skip


def _fields(schema: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a body: those of JSON, else of the form."""
    for media_type in ("application/json", "multipart/form-data"):
        found = _resolved(schema, body.get(media_type, {}).get("schema", {}))
        if found.get("properties"):
            required = found.get("required", ())
            return [
                {
                    "name": name, "required": name in required, "type": _type(_resolved(schema, field)),
                    "text": prose(field.get("description") or _resolved(schema, field).get("description", "")),
                }
                for name, field in found["properties"].items() if not field.get("readOnly")
            ]  # fmt: skip
    return []


def _resolved(schema: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that ``value`` is or refers to."""
    if "$ref" not in value:
        return value
    found: dict[str, Any] = schema["components"]["schemas"][value["$ref"].rpartition("/")[2]]
    return found


def _type(value: dict[str, Any]) -> str:
    """Return the type of a schema in words."""
    if "enum" in value:
        return "one of " + ", ".join(str(choice) for choice in value["enum"] if choice not in {"", None})
    kind = value.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _example(body: dict[str, Any]) -> str:
    example = body.get("application/json", {}).get("example")
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
