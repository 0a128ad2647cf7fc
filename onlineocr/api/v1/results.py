"""What was read, in any of the export formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import queries
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.export import registry
from onlineocr.ocr.pages import PageSelection

from ..errors import ProblemError
from .documents import TOKEN, find

DEFAULT = "json"
PAGES = {"type": "string", "pattern": PageSelection.PATTERN}


class _OwnFormats(DefaultContentNegotiation):
    """`format` and `Accept` choose an export here, not one of the framework's renderers."""

    def select_renderer(
        self, _: Request, renderers: Iterable[BaseRenderer], __: Any = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


class ResultView(APIView):
    """The result of one document."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = _OwnFormats

    @extend_schema(
        operation_id="document_result",
        tags=["documents"],
        parameters=[
            OpenApiParameter("format", {"type": "string", "enum": list(registry.names())}, description="or by Accept"),
            OpenApiParameter("pages", PAGES, description="only these of the pages, such as '1-3,7'"),
            TOKEN,
        ],
        responses={(200, registry.get(name).media_type): OpenApiTypes.STR for name in registry.names()},
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """The result in one of the export formats, also while it grows; 409 until one of the pages has been read.

        Never recognizes again.
        """
        export = registry.get(_wanted(request))
        chosen = _chosen(request)
        document = find(request, uid)
        if not queries.has_result(document, chosen):
            raise ProblemError("conflict", "None of these pages has been read yet. Ask again when one has.")
        chunks = export.bytes(queries.pages(document, chosen), str(document.uid))
        return StreamingHttpResponse(chunks, content_type=export.media_type)


def _wanted(request: Request) -> str:
    """The format's name, by `format` or else by `Accept`."""
    if name := request.query_params.get("format"):
        if name not in registry.names():
            raise InvalidOptions({"format": f"must be one of: {', '.join(registry.names())}"})
        return name
    offered = {registry.get(name).media_type.partition(";")[0]: name for name in (DEFAULT, *registry.names())}
    preferred = request._request.get_preferred_type(list(offered))  # noqa: SLF001 - the framework has no such question
    return offered[preferred] if preferred else DEFAULT


def _chosen(request: Request) -> PageSelection | None:
    """The pages asked for; None for all."""
    text = request.query_params.get("pages")
    try:
        return PageSelection.parse(text) if text else None
    except ValueError as error:
        raise InvalidOptions({"pages": str(error)}) from None
