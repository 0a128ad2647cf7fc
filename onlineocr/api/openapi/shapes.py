"""Adapt the OpenAPI description to client generators, without changing its meaning.

Each function repairs one thing, for the generators that tests/api/test_clients.py runs:

- drf-spectacular repeats "null" in a list of types, and writes a nullable enum as a choice with an enum of null;
- it writes an e-mail address that may be empty as a choice between two strings, with a default that fits only one;
- it repeats the schema of a JSON body for two kinds of form: a client that chooses by the type of the body sends all;
- a schema within another one gets a name that each generator makes up; here its title becomes its name;
- a media type of an answer carries its charset, and the default format of a result is not the first one.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

_EMAIL = {"type": "string", "maxLength": 254, "description": "An e-mail address, or empty."}


def shape(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return the adapted description; a postprocessing hook of drf-spectacular.

    It works on a copy, because parts of ``result`` are constants of the views.
    """
    result = deepcopy(result)
    for mend in (_null_once, _null_enum, _email):
        for schema in _schemas(result):
            mend(schema)
    schemas = result["components"]["schemas"]
    schemas.pop("NullEnum", None)
    for part in [result["paths"], *list(schemas.values())]:
        _name(part, schemas)
    for path in result["paths"].values():
        for operation in path.values():
            _one_body(operation)
            for response in operation["responses"].values():
                if "content" in response:
                    response["content"] = _content(response["content"])
    return result


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the description, the inner ones last."""
    if isinstance(node, dict):
        yield node
        for inner in list(node.values()):
            yield from _schemas(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _schemas(inner)


def _null_once(schema: dict[str, Any]) -> None:
    if isinstance(schema.get("type"), list):
        schema["type"] = list(dict.fromkeys(schema["type"]))


def _null_enum(schema: dict[str, Any]) -> None:
    choices = schema.get("oneOf")
    if isinstance(choices, list):
        null = {"$ref": "#/components/schemas/NullEnum"}
        schema["oneOf"] = [{"type": "null"} if choice == null else choice for choice in choices]


def _email(schema: dict[str, Any]) -> None:
    choices = schema.get("oneOf")
    if isinstance(choices, list) and any(choice.get("format") == "email" for choice in choices):
        schema.clear()
        schema.update(_EMAIL)


def _name(node: Any, schemas: dict[str, Any]) -> Any:
    """Move every schema with a title below ``node`` to the components; return ``node`` with references instead."""
    if isinstance(node, list):
        return [_name(inner, schemas) for inner in node]
    if not isinstance(node, dict):
        return node
    for key, inner in list(node.items()):
        node[key] = _name(inner, schemas)
    if not isinstance(node.get("title"), str):
        return node
    name = node.pop("title")
    schemas[name] = node
    return {"$ref": f"#/components/schemas/{name}"}


def _one_body(operation: dict[str, Any]) -> None:
    body = operation.get("requestBody", {})
    content = body.get("content", {})
    schemas = [form["schema"] for form in content.values()]
    if "application/json" in content and len(content) > 1 and all(schema == schemas[0] for schema in schemas):
        body["content"] = {"application/json": content["application/json"]}
        body["description"] = "As JSON; a form with the same fields is accepted, too."


def _content(content: dict[str, Any]) -> dict[str, Any]:
    """Return ``content`` without parameters of the media types, JSON first.

    Generators use the first media type as the type of the response.
    """
    bare = {media_type.partition(";")[0]: form for media_type, form in content.items()}

    return {media_type: bare[media_type] for media_type in sorted(bare, key=lambda name: name != "application/json")}
