"""Parts of the OpenAPI description that are derived from the table of options."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from onlineocr.documents.models import HISTORY_FIELDS
from onlineocr.documents.options import specs

_FILE = {"type": "string", "format": "binary", "description": "the picture or PDF"}
_URL = {
    "type": "string",
    "format": "uri",
    "description": "address from which the server fetches the file, if the operator permits it",
}
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER,
    description="1 to 255 characters, such as a UUID; a call repeated with the same key is done only once",
)  # fmt: skip


BATCH = OpenApiParameter(
    "batch", OpenApiTypes.UUID, description="id of the batch to which the files are added; also as a field"
)

_FILES = {
    "type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"},
    "description": "the picture or PDF; several files are a batch",
}  # fmt: skip


def option_parameters() -> list[OpenApiParameter]:
    """Return the options of an upload as query parameters, which every kind of body allows.

    Secret options are accepted but not described, because the logs of proxies would contain them.
    """
    return [
        OpenApiParameter(spec.name, spec.schema, "query", description=spec.help, exclude=spec.secret)
        for spec in specs()
    ]


def upload_parameters() -> list[OpenApiParameter]:
    """Return the query parameters of an upload without `url`: openapi-generator would rename the form's field."""
    return [*option_parameters(), OpenApiParameter("url", _URL, exclude=True)]


def _properties(*, secret: bool = False) -> dict[str, Any]:
    return {spec.name: spec.schema | {"description": spec.help} for spec in specs() if spec.secret or not secret}


def _upload(**files: Any) -> dict[str, Any]:
    """Return the request bodies of an upload.

    Two accepted forms are only in the operation's description, since openapi-generator would generate a wrong client:
    with JSON, it would send every file as JSON; options as form fields would be named `engine2` beside the query's
    `engine`.
    """
    form = {"type": "object", "properties": files | {"url": _URL} | _properties(secret=True)}
    return {"multipart/form-data": form, "application/octet-stream": {"type": "string", "format": "binary"}}


RECOGNIZE_REQUEST = _upload(image=_FILE, file=_FILE)
UPLOAD_REQUEST = _upload(file=_FILES)
OPTIONS_REQUEST = {"application/json": {"title": "RerunRequest", "type": "object", "properties": _properties()}}

HISTORY_PARAMETERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description='words, "phrases", prefix* and -without'),
    OpenApiParameter(
        "ordering",
        {"type": "string", "enum": [*(f"{sign}{name}" for name in HISTORY_FIELDS for sign in ("", "-")), ""]},
        description="field to sort by; '-' in front turns it; the newest first when empty",
    ),
    OpenApiParameter("created_by", OpenApiTypes.STR, description="a user name; for staff"),
]  # fmt: skip
