"""The results of all documents of a batch as one zip, and their doubtful words in one walk."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import zip_results
from onlineocr.documents.batches import review, state
from onlineocr.documents.corrections.review import MOST_WORDS, Place
from onlineocr.http.attachment import attachment
from onlineocr.http.errors import ProblemError
from onlineocr.http.negotiation import OwnFormats
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.export import registry, zipstream
from onlineocr.ocr.page import REVIEW_BELOW

from ..queries import share, whole
from .lookup import TOKEN, find_batch
from .review import PLACE, DoubtfulWordSerializer, links

DEFAULT = "txt"
_SPOT = rf"([0-9a-f-]{{36}})(?::({PLACE}))?"
_SPOT_SCHEMA = {"type": "string", "pattern": f"^[0-9a-f-]{{36}}(:{PLACE})?$"}


class ResultView(APIView):
    """View of the results of a batch."""

    problems = {"GET": ("conflict",)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="batch_result",
        tags=["batches"],
        parameters=[
            OpenApiParameter(
                "format", {"type": "string", "enum": list(registry.names()), "default": DEFAULT},
                description="the format of each file in the zip",
            ),
            TOKEN,
        ],
        responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, "a zip, sent while it is made")},
    )  # fmt: skip
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """Return the results of all documents of a batch as one zip: a file for each. 409 until one has a result.

        Documents without a result are left out; `left-out.txt` in the zip names them with the reason.
        """
        export = _wanted(request)
        batch = find_batch(request, uid)
        if not state.is_readable(batch):
            raise ProblemError("conflict", "No file of the batch has a result yet. Ask again when one was read.")
        keys = batch.documents.order_by("created_at", "pk").values_list("pk", flat=True)
        chunks = zipstream.stream(zip_results.members(keys, export)) if request.method != "HEAD" else iter(())
        response = StreamingHttpResponse(chunks, content_type="application/zip")
        response["Content-Disposition"] = attachment(f"{batch.name or f'batch-{batch.created_at:%Y-%m-%d}'}.zip")
        response["Cache-Control"] = "no-store"
        return response


def _wanted(request: Request) -> Any:
    name = request.query_params.get("format") or DEFAULT
    if name not in registry.names():
        raise InvalidOptions({"format": f"must be one of: {', '.join(registry.names())}"})
    return registry.get(name)


class BatchWordSerializer(DoubtfulWordSerializer):
    """A word that may be wrong, with its document."""

    document = serializers.CharField(help_text="id of the document")


class BatchReviewSerializer(serializers.Serializer[Any]):
    """The doubtful words of a batch."""

    count = serializers.IntegerField(help_text=f"words below {REVIEW_BELOW} in all documents of the batch")
    results = BatchWordSerializer(many=True, help_text="by document, page, block, line and word")
    next = serializers.CharField(allow_null=True, help_text="address of the words after these")
    previous = serializers.CharField(allow_null=True, help_text="address of the words before these")


class ReviewView(APIView):
    """View of the words of a batch that a person should check."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="batch_review",
        tags=["batches"],
        parameters=[
            OpenApiParameter("order", {"type": "string", "enum": ["reading"], "default": "reading"}),
            OpenApiParameter(
                "after", _SPOT_SCHEMA,
                description="only words after this position, `document:page.block.line.word`; or after a `document`",
            ),
            OpenApiParameter("before", _SPOT_SCHEMA, description="the last words before this position, likewise"),
            OpenApiParameter(
                "below", {"type": "number", "minimum": 0, "maximum": 1},
                description=f"words of less confidence than this; {REVIEW_BELOW} when not said",
            ),
            OpenApiParameter(
                "limit", {"type": "integer", "minimum": 1, "maximum": MOST_WORDS}, description="100 by default"
            ),
            TOKEN,
        ],
        responses={200: BatchReviewSerializer},
    )  # fmt: skip
    def get(self, request: Request, uid: str) -> Response:
        """List words that may be wrong and that no person has confirmed, over all documents of a batch.

        As `GET /api/v1/documents/{id}/review/?order=reading`: `next` and `previous` lead on from document to document.
        """
        below, most = share(request, "below", REVIEW_BELOW), whole(request, "limit", 100, MOST_WORDS) or 100
        if request.query_params.get("order", "reading") != "reading":
            raise InvalidOptions({"order": "must be one of: reading"})
        after, before = _spot(request, "after"), _spot(request, "before")
        if after and before:
            raise InvalidOptions({"before": "cannot be combined with after"})
        batch = find_batch(request, uid)
        try:
            found = review.in_reading_order(batch, below=below, most=most, after=after, before=before)
        except review.NoSuchDocument:
            name = "after" if after else "before"
            raise InvalidOptions({name: "names a document that is not in the batch"}) from None
        words = [_word(document.uid, doubt) for document, doubt in found.doubts]
        places = [f"{document.uid}:{doubt.place}" for document, doubt in found.doubts]
        ways = links(request, places, found.more, after, before)
        return Response(BatchReviewSerializer({"count": found.count, "results": words} | ways).data)


def _word(document: UUID, doubt: Any) -> dict[str, Any]:
    names = ("page", "block", "line", "word", "text", "confidence", "box", "line_text")
    return {"document": str(document)} | {name: getattr(doubt, name) for name in names}


def _spot(request: Request, name: str) -> review.Spot | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        document, place = re.fullmatch(_SPOT, text).group(1, 2)  # type: ignore[union-attr]
        return review.Spot(UUID(document), Place.parse(place) if place else None)
    except (AttributeError, ValueError):
        raise InvalidOptions({name: "must be the id of a document, or id:page.block.line.word"}) from None
