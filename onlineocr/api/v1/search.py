"""``GET /search``: pages that contain the words of the query, with the positions of the matches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope as KeyScope
from onlineocr.documents import results
from onlineocr.documents.search import matches, positions
from onlineocr.documents.search.matches import Hit, Hits, Way
from onlineocr.documents.search.page_index import Scope
from onlineocr.documents.search.terms import MOST_CHARACTERS, MOST_TERMS, Term, check
from onlineocr.http.errors import ProblemError
from onlineocr.http.links import absolute
from onlineocr.ocr.errors import InvalidOptions

from ..serializers import DocumentSummarySerializer
from . import filters
from .lookup import TOKEN, find

PAGE_SIZE, MOST = 10, 50


class _Pair(serializers.ListField):
    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.IntegerField(), min_length=2, max_length=2, **options)


class SearchSnippetSerializer(serializers.Serializer[Any]):
    """Plain text of one line, never markup."""

    text = serializers.CharField()
    marks = serializers.ListField(child=_Pair(), help_text="[start, end) of each match, in code points of `text`")


class SearchMatchSerializer(serializers.Serializer[Any]):
    """One place where words were found."""

    text = serializers.CharField(help_text="the matched text")
    span = _Pair(help_text="[start, end) in the page's text, in code points")
    exact = serializers.BooleanField(help_text="false for a look-alike, such as 1nvoice for invoice")
    boxes = serializers.ListField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=4, max_length=4),
        help_text="[left, top, right, bottom] of the words there; two for a word that a line's end broke",
    )


class SearchHitSerializer(serializers.Serializer[Any]):
    """A page that has all words of the query."""

    document = DocumentSummarySerializer()
    page = serializers.IntegerField(
        allow_null=True, help_text="its number, from 1; null when no page was read: the file name was found"
    )
    width = serializers.IntegerField(allow_null=True, help_text="of the upright page, in pixels, as boxes count")
    height = serializers.IntegerField(allow_null=True)
    exact = serializers.BooleanField(help_text="false when some word was found as a look-alike only")
    snippet = SearchSnippetSerializer()
    file_name_marks = serializers.ListField(child=_Pair(), help_text="[start, end) of each match in the file name")
    count = serializers.IntegerField(help_text="places on the page")
    matches = SearchMatchSerializer(many=True, help_text=f"the first {positions.MOST} places")
    result = serializers.CharField(allow_null=True, help_text="address of the page's result")
    image = serializers.CharField(allow_null=True, help_text="address of the page's picture")


class SearchHitListSerializer(serializers.Serializer[Any]):
    """One part of the hits, and the addresses of those beside it."""

    next = serializers.CharField(allow_null=True, help_text="address of the next part; null at the end")
    previous = serializers.CharField(allow_null=True, help_text="address of the part before; null at the beginning")
    results = SearchHitSerializer(many=True)


class SearchView(APIView):
    """View that searches the pages of the user's documents."""

    problems = {"GET": ("not_found",)}
    key_scopes = {"GET": (KeyScope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="search",
        tags=["documents"],
        parameters=[
            OpenApiParameter(
                "q", {"type": "string", "maxLength": MOST_CHARACTERS}, required=True,
                description=f'words, "phrases", prefix* and -without; up to {MOST_TERMS} of them',
            ),
            OpenApiParameter("document", OpenApiTypes.UUID, description="search in this document only"),
            OpenApiParameter("created_by", OpenApiTypes.STR, description="a user name; for staff"),
            *(each for each in filters.PARAMETERS if each.name != "page_size"),
            OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE}),
            TOKEN,
        ],
        responses={200: SearchHitListSerializer},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Search pages by their text and file name. Hits carry the boxes of the words that matched.

        Forgiving of case, accents and of characters that OCR takes for one another: pages that have the very words come
        first, then those with look-alikes; in each the latest that was read. A part may have fewer hits than
        `page_size`, even none, and still lead on by `next`.

        Without an account: with `document` and its token.
        """
        asked = filters.parse(request.query_params, _OWN)
        words = _terms(asked.get("q") or "")
        scope = _scope(request, asked)
        found = matches.find(scope, words, _way(asked.get("cursor") or ""), asked.get("page_size") or PAGE_SIZE)
        return Response(_shown(found, request))


def _page_size(value: str) -> int:
    return filters.number(value, MOST)


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise ValueError("must be the id of a document") from None


_OWN: dict[str, Callable[[str], Any]] = {"q": str, "document": _uuid, "token": str, "page_size": _page_size}


def _terms(query: str) -> tuple[Term, ...]:
    try:
        return check(query)
    except ValueError as error:
        raise InvalidOptions({"q": str(error)}) from None


def _scope(request: Request, asked: dict[str, Any]) -> Scope:
    criteria = tuple(filters.criteria(asked))
    if asked.get("document"):
        document = find(request, str(asked["document"]))
        return Scope(document.owner_id or 0, document, criteria)
    if not request.user.is_authenticated:
        raise NotAuthenticated
    created_by = asked.get("created_by") or ""
    filters.check_created_by(created_by, request.user)
    return Scope(results.searched(request.user, created_by), None, criteria)


def _shown(found: Hits, request: Request) -> dict[str, Any]:
    rows = [hit.document for hit in found.found]
    documents = DocumentSummarySerializer(rows, many=True, context={"request": request}).data
    return {
        "next": _address(request, found.next),
        "previous": _address(request, found.previous),
        "results": [_hit(hit, document, request) for hit, document in zip(found.found, documents, strict=True)],
    }


def _hit(hit: Hit, document: dict[str, Any], request: Request) -> dict[str, Any]:
    def address(name: str) -> str | None:
        if hit.page is None:
            return None
        return absolute(request, reverse(name, args=[hit.document.uid, hit.page]))

    return {
        "document": document,
        "page": hit.page,
        "width": hit.width,
        "height": hit.height,
        "exact": hit.exact,
        "snippet": {"text": hit.snippet.text, "marks": hit.snippet.marks},
        "file_name_marks": hit.name_marks,
        "count": hit.count,
        "matches": [
            {"text": match.text, "span": match.span, "exact": match.exact, "boxes": match.boxes}
            for match in hit.matches
        ],
        "result": address("document-page"),
        "image": address("document-page-image"),
    }


def _address(request: Request, way: Way | None) -> str | None:
    if way is None:
        return None
    address: str = replace_query_param(absolute(request), "cursor", str(way))
    return address


def _way(cursor: str) -> Way:
    try:
        return Way.parse(cursor)
    except ValueError as error:
        remedy = "Take 'next' or 'previous' of an answer as they are, or begin again without it."
        raise ProblemError("malformed", f"{error}. {remedy}") from None
