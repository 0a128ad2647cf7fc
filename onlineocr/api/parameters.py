"""Parts of the OpenAPI description that are derived from the table of options."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from onlineocr.documents.models import HISTORY_FIELDS
from onlineocr.documents.requests import specs

_FILE = {"type": "string", "format": "binary", "description": "the picture or PDF"}
_URL = {"type": "string", "format": "uri", "description": "address of the file, where the operator permits it"}
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER,
    description="1 to 255 characters, best a UUID: a call that is sent again with it is done once",
)  # fmt: skip
_BASE64 = {"type": "string", "description": "base64 of the file, or a data: URI"}


def option_parameters() -> list[OpenApiParameter]:
    """Every option as a query parameter."""
    return [OpenApiParameter(spec.name, spec.schema, "query", description=spec.help) for spec in specs()]


def _form(*names: str) -> dict[str, Any]:
    options = {spec.name: {**spec.schema, "description": spec.help} for spec in specs()}
    return {"type": "object", "properties": dict.fromkeys(names, _FILE) | {"url": _URL} | options}


def _json(*names: str) -> dict[str, Any]:
    options = {spec.name: {**spec.schema, "description": spec.help} for spec in specs()}
    return {"type": "object", "properties": dict.fromkeys(names, _BASE64) | {"url": _URL} | options}


UPLOAD_REQUEST = {
    "multipart/form-data": _form("image", "file"),
    "application/json": _json("image", "file"),
    "application/octet-stream": {"type": "string", "format": "binary"},
    "image/*": {"type": "string", "format": "binary"},
    "application/pdf": {"type": "string", "format": "binary"},
}

OPTIONS_REQUEST = {
    "application/json": _json(),
    "multipart/form-data": _form(),
    "application/x-www-form-urlencoded": _form(),
}

HISTORY_PARAMETERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description='words, "phrases", prefix* and -without'),
    OpenApiParameter(
        "ordering",
        {"type": "string", "enum": [*(f"{sign}{name}" for name in HISTORY_FIELDS for sign in ("", "-")), ""]},
        description="field to sort by; '-' in front turns it; the newest first when empty",
    ),
    OpenApiParameter("created_by", OpenApiTypes.STR, description="a user name; for staff"),
]  # fmt: skip
