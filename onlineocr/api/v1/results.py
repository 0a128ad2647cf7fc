"""The result of a document in any of the export formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAcceptable
from rest_framework.request import Request
from rest_framework.views import APIView

from onlineocr import filenames
from onlineocr.accounts.scopes import Scope
from onlineocr.documents import results, services
from onlineocr.documents.files import exports, page_images
from onlineocr.documents.models import Document
from onlineocr.documents.models.states import Status
from onlineocr.documents.options import specs
from onlineocr.http import caching
from onlineocr.http.attachment import attachment
from onlineocr.http.errors import ProblemError
from onlineocr.http.negotiation import OwnFormats, preferred
from onlineocr.http.problems import OCR_STATUS
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.export import registry
from onlineocr.ocr.pages import PageSelection

from ..serializers import ResultSerializer
from .lookup import TOKEN, find
from .pages import PASSWORD_HEADER, password_by_header

DEFAULT = "json"
_DETAIL = next(spec.schema for spec in specs() if spec.name == "detail")
PAGES = {"type": "string", "pattern": PageSelection.PATTERN}

_MEDIA_TYPES = [registry.get(name).media_type for name in registry.names()]


def _form(media_type: str) -> Any:
    """Return the type of a format in the OpenAPI description."""
    if media_type == registry.get(DEFAULT).media_type:
        return ResultSerializer
    return OpenApiTypes.STR if media_type.startswith("text/") else OpenApiTypes.BINARY


class ResultView(APIView):
    """View of the result of one document."""

    problems = {"GET": ("conflict", "precondition_failed", "unavailable", "server_busy", *OCR_STATUS)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="document_result",
        tags=["documents"],
        parameters=[
            OpenApiParameter("format", {"type": "string", "enum": list(registry.names())}, description="or by Accept"),
            OpenApiParameter("detail", _DETAIL, description="detail of the JSON result; by default that of the upload"),
            OpenApiParameter("pages", PAGES, description="only these of the pages, such as '1-3,7'"),
            OpenApiParameter(
                PASSWORD_HEADER, OpenApiTypes.STR, "header", description="of a PDF that has one, for the format `pdf`"
            ),
            TOKEN,
        ],
        responses={(200, media_type): _form(media_type) for media_type in _MEDIA_TYPES} | {304: caching.NOT_MODIFIED},
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """Return the result of a document in one of the export formats. 409 until a page has been read.

        While pages are still being read, the result holds those that are done. Nothing is recognized again. `ETag` and
        `Last-Modified` change when a page or a run is added. A document with the retention `none` is deleted when its
        whole result has been fetched once.
        """
        export = registry.get(_wanted(request))
        chosen = _chosen(request)
        document = find(request, uid)
        state = results.state(document, chosen)
        if state is None:
            raise _nothing(document, chosen)
        password = request.headers.get(PASSWORD_HEADER, "")[:128]
        detail = _detail(request) or results.detail(document)
        etag = caching.tag(exports.name_of(export, state, chosen, password, detail))
        if (answer := caching.unchanged(request, etag, state.changed)) is not None:
            return answer
        export, chunks = exports.create(document, export, state, chosen=chosen, password=password, detail=detail)
        if request.method == "HEAD":
            chunks = iter(())
        elif export.costly:
            chunks = _begun(chunks)
        if _hands_over(request, document, chosen):
            chunks = _then_delete(chunks, document)
        response = StreamingHttpResponse(chunks, content_type=export.media_type)
        response["Content-Disposition"] = attachment(_file_name(document, export.extension))
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        if "format" not in request.query_params:
            response["Vary"] = "Accept"
        return caching.mark(response, etag, state.changed)


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Produce the first chunk before the response begins, so that an error of the export or of the original that it
    reads becomes an error response."""
    try:
        with password_by_header():
            first = next(chunks, b"")
    except page_images.TooBusy:
        raise ProblemError(
            "unavailable", "The server is making other result files. Try again after Retry-After.", retry_after=1
        ) from None
    return chain((first,), chunks)


def _nothing(document: Document, chosen: PageSelection | None) -> ProblemError:
    if chosen is not None:
        chosen.numbers(document.pages)  # NoSuchPage names the last one
    ended = Status(document.status).ended
    return ProblemError("conflict", results.unread_reason(document, chosen), retry_after=None if ended else 1)


def _hands_over(request: Request, document: Document, chosen: PageSelection | None) -> bool:
    whole = chosen is None and Status(document.status).ended
    return document.transient and whole and request.method == "GET"


def _then_delete(chunks: Iterable[bytes], document: Document) -> Iterator[bytes]:
    """Yield ``chunks``, then delete the document. A client that disconnects earlier may fetch the result again."""
    yield from chunks
    services.delete_soon(document)


def _file_name(document: Document, extension: str) -> str:
    return filenames.derive(document.file_name, extension, str(document.uid))


def _wanted(request: Request) -> str:
    """Return the format's name, selected by `format` or else by `Accept`."""
    name = request.query_params.get("format")
    if name and name not in registry.names():
        raise InvalidOptions({"format": f"must be one of: {', '.join(registry.names())}"})
    offered = {registry.get(name).media_type.partition(";")[0]: name for name in (DEFAULT, *registry.names())}
    name = name or preferred(request, offered)
    if name is None:
        raise NotAcceptable(f"The result comes as {', '.join(offered)}")
    return name


def _detail(request: Request) -> str:
    """Return the parameter `detail` of the JSON format; "" if the call has none."""
    text = request.query_params.get("detail", "")
    if text and text not in _DETAIL["enum"]:
        raise InvalidOptions({"detail": f"must be one of: {', '.join(_DETAIL['enum'])}"})
    return text


def _chosen(request: Request) -> PageSelection | None:
    """Return the requested pages; None for all."""
    text = request.query_params.get("pages")
    try:
        return PageSelection.parse(text) if text else None
    except ValueError as error:
        raise InvalidOptions({"pages": str(error)}) from None
