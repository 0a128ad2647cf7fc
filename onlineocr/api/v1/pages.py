"""One page of a document: its result and its picture."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAcceptable, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import pictures, queries
from onlineocr.documents.models import Document, Page
from onlineocr.documents.states import Status
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.picture import FORMATS, LEAST_WIDTH, MOST_WIDTH

from .. import caching
from ..errors import ProblemError
from ..negotiation import OwnFormats, preferred
from ..problems import OCR_STATUS
from ..serializers import PageSerializer
from .documents import TOKEN, find

PASSWORD_HEADER = "X-Document-Password"  # noqa: S105 - the header's name
_WIDTH = {"type": "integer", "minimum": LEAST_WIDTH, "maximum": MOST_WIDTH}
_NOTHING: dict[str, Any] = {
    "width": None, "height": None, "dpi": None, "rotation": None, "skew": None, "source": None, "source_reason": "",
    "engine": None, "engine_reason": "", "languages": [], "confidence": None, "text": "", "duration_ms": None,
    "blocks": [], "tables": [], "barcodes": [], "reviewed": False,
}  # fmt: skip
_NOT_YET = {
    Status.QUEUED: "The page waits to be read.",
    Status.RUNNING: "The page is being read.",
    Status.CANCELED: "The page was not read: the document was canceled.",
}


class PageView(APIView):
    """The result of one page."""

    problems = {"GET": ("conflict",)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_page",
        tags=["documents"],
        parameters=[TOKEN],
        responses={200: PageSerializer},
    )
    def get(self, request: Request, uid: str, number: int) -> Response:
        """One page as the JSON result has it, with its `status`; 409 until it has been read.

        A page that failed has the status `failed`, no text, and says why in `problems`. After a rerun, the old page is
        shown until the new run has a result.
        """
        page = _find(find(request, uid), number)
        status = Status(page.status)
        if status in _NOT_YET:
            raise ProblemError("conflict", _NOT_YET[status], retry_after=None if status.ended else 1)
        if page.result is not None:
            return Response({"status": status, **page.result})
        problem = {"code": page.error_code, "detail": page.error_detail}
        return Response({"status": status, "number": page.number, **_NOTHING, "problems": [problem]})


class ImageView(APIView):
    """The picture of one page."""

    problems = {"GET": ("precondition_failed", *OCR_STATUS)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="document_page_image",
        tags=["documents"],
        parameters=[
            OpenApiParameter(
                "width", _WIDTH, description="in pixels; never more than the page has, which is the default"
            ),
            OpenApiParameter("format", {"type": "string", "enum": list(FORMATS)}, description="or by Accept"),
            OpenApiParameter(PASSWORD_HEADER, OpenApiTypes.STR, "header", description="of a PDF that has one"),
            TOKEN,
        ],
        responses={(200, *FORMATS.values()): OpenApiTypes.BINARY, 304: caching.NOT_MODIFIED},
    )
    def get(self, request: Request, uid: str, number: int) -> HttpResponseBase:
        """The page upright, as its result's boxes count: turned by `rotation`, not straightened.

        Also before the page has been read, then as it lies in the file. A page that cannot be shown answers with the
        problem that the file has.
        """
        width, name = _width(request), _format(request)
        document = find(request, uid)
        wanted = pictures.of(document, _find(document, number), width=width, format=name)
        etag = caching.tag(wanted.name)
        if (answer := caching.unchanged(request, etag)) is not None:
            return answer
        response = HttpResponse(_read(request, wanted), content_type=wanted.picture.media_type)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        if "format" not in request.query_params:
            response["Vary"] = "Accept"
        return caching.mark(response, etag)


def _read(request: Request, wanted: pictures.PagePicture) -> bytes:
    try:
        return pictures.read(wanted, password=request.headers.get(PASSWORD_HEADER, "")[:128])
    except pictures.TooBusy:
        raise ProblemError("unavailable", "Enough pictures are being made. Ask again soon.", retry_after=1) from None


def _find(document: Document, number: int) -> Page:
    page = queries.page(document, number)
    if page is None:
        raise NotFound("The document has no such page, or it was not among those to be read")
    return page


def _width(request: Request) -> int | None:
    text = request.query_params.get("width")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and LEAST_WIDTH <= int(text) <= MOST_WIDTH):
        raise InvalidOptions({"width": f"must be a whole number from {LEAST_WIDTH} to {MOST_WIDTH}"})
    return int(text)


def _format(request: Request) -> str:
    """The picture's format, by `format` or else by `Accept`."""
    name = request.query_params.get("format")
    if name is not None and name not in FORMATS:
        raise InvalidOptions({"format": f"must be one of: {', '.join(FORMATS)}"})
    name = name or preferred(request, {media_type: name for name, media_type in FORMATS.items()})
    if name is None:
        raise NotAcceptable(f"The picture comes as {' or '.join(FORMATS.values())}")
    return name
