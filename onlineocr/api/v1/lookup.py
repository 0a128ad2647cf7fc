"""Lookup of the document that a call names, the call's wait, and the response to a call that hands work in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from onlineocr.documents.models import Batch, Document
from onlineocr.http.errors import ProblemError
from onlineocr.ocr.errors import InvalidOptions

TOKEN_HEADER = "X-Document-Token"  # noqa: S105 - the header's name
TOKEN = OpenApiParameter(
    "token", OpenApiTypes.STR, description=f"as {TOKEN_HEADER}, for an upload without an account or a link"
)
NO_SUCH_BATCH = "There is no such batch, or it belongs to somebody else"
_UNCLAIMED = "The batch belongs to nobody, and you are signed in. Claim it first, or send the file without an account."
NO_SUCH_DOCUMENT = "There is no such document, or it belongs to somebody else"
WAIT = OpenApiParameter(
    "wait", {"type": "number", "minimum": 0, "maximum": 60}, description="seconds to wait until it is read or changes"
)


def find(request: Request, uid: str, *, change: bool = False) -> Document:
    """Return the document if this user or token may see it; else raise 404, whether it exists or not.

    With ``change``, and for every call but GET and HEAD, the token of a link by which the document is shared does not
    do.
    """
    document = Document.objects.filter(uid=uid).select_related("owner", "shown", "latest", "batch").first()
    if document is None:
        raise NotFound(NO_SUCH_DOCUMENT)
    may = document.opens_for if change or request.method not in SAFE_METHODS else document.visible_to
    if not may(request.user, token_of(request)):
        raise NotFound(NO_SUCH_DOCUMENT)
    return document


def find_batch(request: Request, uid: str) -> Batch:
    """Return the batch if this user or token may see it; else raise 404, whether it exists or not."""
    batch = Batch.objects.filter(uid=uid).select_related("owner").first()
    if batch is None or not batch.opens_for(request.user, token_of(request)):
        raise NotFound(NO_SUCH_BATCH)
    return batch


def fillable_batch(request: Request, uid: str) -> Batch:
    """Return the batch to which the caller may add files: the documents of a batch belong to its owner."""
    try:
        batch = find_batch(request, str(UUID(uid)))
    except ValueError:
        raise InvalidOptions({"batch": "must be the id of a batch"}) from None
    owner = request.user.pk if request.user.is_authenticated else None
    if batch.owner_id != owner:
        detail = "The batch belongs to another account. Its owner adds files to it."
        raise ProblemError("conflict", detail if batch.owner_id else _UNCLAIMED)
    return batch


def token_of(request: Request) -> str:
    """Return the token of a document without an owner, or of a link, from the header or the query; else ""."""
    return request.headers.get(TOKEN_HEADER) or request.query_params.get("token", "")


def wait_seconds(request: Request) -> float:
    """Return the `wait` parameter, 0 to 60 seconds."""
    text = request.query_params.get("wait", "0")
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 60:
        raise InvalidOptions({"wait": "must be a number of seconds from 0 to 60"})
    return seconds


def work_response(body: dict[str, Any], *, seconds: float, ended: bool) -> Response:
    """Return 200 if the work ended while the call waited ``seconds`` for it; else 202 with ``Retry-After``.

    A call that does not wait is answered 202 even if the work has ended already, so that its status does not depend on
    the speed of the workers.
    """
    if seconds and ended:
        return Response(body, status.HTTP_200_OK)
    return Response(body, status.HTTP_202_ACCEPTED, headers={"Retry-After": "1"})
