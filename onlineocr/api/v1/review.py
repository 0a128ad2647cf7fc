"""The words of a document that a person should check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents.corrections import review
from onlineocr.http.links import absolute
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.page import REVIEW_BELOW

from ..queries import share, whole
from .lookup import TOKEN, find

_ORDERS = ("doubt", "reading")
PLACE = r"[0-9]{1,9}(\.[0-9]{1,9}){3}"
_PLACE_SCHEMA = {"type": "string", "pattern": f"^{PLACE}$"}
NO_LINKS: dict[str, str | None] = {"next": None, "previous": None}
_POSITION = "`page.block.line.word`; only with `order=reading`"


class DoubtfulWordSerializer(serializers.Serializer[Any]):
    """A word that may be wrong."""

    page = serializers.IntegerField(help_text="counts from 1")
    block = serializers.IntegerField(help_text="counts from 0")
    line = serializers.IntegerField(help_text="within the block, from 0")
    word = serializers.IntegerField(help_text="within the line, from 0")
    text = serializers.CharField()
    confidence = serializers.FloatField(min_value=0, max_value=1)
    box = serializers.ListField(child=serializers.IntegerField(), help_text="left, top, right, bottom")
    line_text = serializers.CharField(help_text="text of the word's line")


class DoubtfulPageSerializer(serializers.Serializer[dict[str, Any]]):
    """A page with doubtful words, or one that needs review for another reason."""

    number = serializers.IntegerField()
    revision = serializers.IntegerField()
    confidence = serializers.FloatField(allow_null=True)
    doubts = serializers.IntegerField(help_text=f"words below {REVIEW_BELOW} on the page that nobody has confirmed")


class ReviewSerializer(serializers.Serializer[Any]):
    """The doubtful words."""

    needs_review = serializers.BooleanField()
    count = serializers.IntegerField(help_text=f"words below {REVIEW_BELOW} in the whole document")
    pages = DoubtfulPageSerializer(
        many=True, help_text="with `order=doubt` all pages to review, with `order=reading` those of the results"
    )
    results = DoubtfulWordSerializer(many=True, help_text="in the order asked for")
    next = serializers.CharField(allow_null=True, help_text="with `order=reading`: address of the words after these")
    previous = serializers.CharField(allow_null=True, help_text="with `order=reading`: of the words before these")


class ReviewView(APIView):
    """View of the words that a person should check."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_review",
        tags=["documents"],
        parameters=[
            OpenApiParameter(
                "order", {"type": "string", "enum": list(_ORDERS)},
                description="`doubt`, the default: the least confident first; `reading`: by page, block, line and word",
            ),
            OpenApiParameter("after", _PLACE_SCHEMA, description=f"only words after this position: {_POSITION}"),
            OpenApiParameter("before", _PLACE_SCHEMA, description=f"the last words before this position: {_POSITION}"),
            OpenApiParameter(
                "below",
                {"type": "number", "minimum": 0, "maximum": 1},
                description=f"words of less confidence than this; {REVIEW_BELOW} when not said",
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": review.MOST_WORDS},
                description="100 by default",
            ),
            TOKEN,
        ],
        responses={200: ReviewSerializer},
    )  # fmt: skip
    def get(self, request: Request, uid: str) -> Response:
        """List words that may be wrong and that no person has confirmed, the least confident first.

        `block`, `line` and `word` are those of a correction. Words of unknown confidence, of a PDF's own text, are not
        in doubt. With `order=reading` the words are in reading order, and `next` and `previous` lead on from there;
        `after` and `before` take any position, for example that of the last word that a person looked at.
        """
        below, most = share(request, "below", REVIEW_BELOW), whole(request, "limit", 100, review.MOST_WORDS) or 100
        reading, after, before = _walk(request)
        document = find(request, uid)
        if reading:
            found = review.in_reading_order(document, below=below, most=most, after=after, before=before)
        else:
            found = review.of(document, below=below, most=most)
        body = {
            "needs_review": document.needs_review,
            "count": found.count,
            "pages": found.pages,
            "results": found.doubts,
        }
        ways = links(request, [one.place for one in found.doubts], found.more, after, before) if reading else NO_LINKS
        return Response(ReviewSerializer(body | ways).data)


def _walk(request: Request) -> tuple[bool, review.Place | None, review.Place | None]:
    """Return whether the words are asked for in reading order, and the position to start from: `after` or `before`."""
    order = request.query_params.get("order", _ORDERS[0])
    after, before = _place(request, "after"), _place(request, "before")
    wrong = {}
    if order not in _ORDERS:
        wrong["order"] = f"must be one of: {', '.join(_ORDERS)}"
    elif order != "reading":
        wrong = {name: "needs order=reading" for name, one in (("after", after), ("before", before)) if one}
    elif after and before:
        wrong["before"] = "cannot be combined with after"
    if wrong:
        raise InvalidOptions(wrong)
    return order == "reading", after, before


def _place(request: Request, name: str) -> review.Place | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not re.fullmatch(PLACE, text):
        raise InvalidOptions({name: "must be four numbers, page.block.line.word, such as 3.0.12.4"})
    return review.Place.parse(text)


def links(
    request: Request, places: Sequence[object], more: bool, after: object | None, before: object | None
) -> dict[str, str | None]:
    """Return the addresses of the words beside those at ``places``; on the side where the walk came from there may be
    none. ``more``: words follow in its direction."""
    if not places:
        return NO_LINKS
    follows = before is not None or more
    precedes = after is not None or (before is not None and more)
    return {
        "next": _address(request, "after", places[-1]) if follows else None,
        "previous": _address(request, "before", places[0]) if precedes else None,
    }


def _address(request: Request, name: str, place: object) -> str:
    here = remove_query_param(remove_query_param(absolute(request), "after"), "before")
    return replace_query_param(here, name, str(place))
