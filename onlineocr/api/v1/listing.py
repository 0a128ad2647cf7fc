"""``GET /documents/``: the user's documents, filtered, searched, ordered and in parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.documents import results
from onlineocr.documents.models import Document

from .. import parameters
from ..paging import CursorPage
from ..serializers import DocumentListSerializer
from . import filters


class ListView(APIView):
    """View that lists documents."""

    def get_permissions(self) -> Sequence[Any]:
        return [IsAuthenticated()] if self.request.method in {"GET", "HEAD"} else super().get_permissions()

    @extend_schema(
        operation_id="document_list",
        tags=["documents"],
        parameters=[*parameters.HISTORY_PARAMETERS, *filters.PARAMETERS],
        responses={200: DocumentListSerializer},
    )
    def get(self, request: Request) -> Response:
        """List your documents. Staff see all accounts' documents. Newest first, unless `ordering` says otherwise."""
        asked = filters.parse(request.query_params, {"search": str, "ordering": str})
        created_by = asked.get("created_by") or ""
        filters.check_created_by(created_by, request.user)
        listing = results.listing(
            request.user,
            *filters.criteria(asked),
            search=asked.get("search") or "",
            ordering=asked.get("ordering") or "",
            created_by=created_by,
            rows=Document.objects.select_related("owner"),
        )
        page = CursorPage.of(listing, request, asked.get("page_size") or filters.PAGE_SIZE)
        return Response(DocumentListSerializer(page, context={"request": request}).data)
