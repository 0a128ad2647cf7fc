"""Responses with a page: all of it, or only its changes where the client prefers a small response."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onlineocr import __version__
from onlineocr.documents.corrections import history, review
from onlineocr.documents.models import Document, Page
from onlineocr.documents.models.states import Status
from onlineocr.http import caching, preference
from onlineocr.ocr.editing import Splice
from onlineocr.ocr.page import REVIEW_BELOW, Line
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.schema import unread as unread_fields

from ..serializers import BLOCK_KINDS, LineSerializer, PageSerializer, WordSerializer

_NOTHING = unread_fields(PageValue, "number", "problems")
PREFER = OpenApiParameter(
    preference.HEADER,
    OpenApiTypes.STR,
    "header",
    description=f"`{preference.MINIMAL}`: the response has only the changes and the counts",
)


class ChangedWordSerializer(WordSerializer):
    """A word of a changed line."""

    def get_fields(self) -> dict[str, Any]:
        return {name: field for name, field in super().get_fields().items() if name != "span"}


class ChangedLineSerializer(LineSerializer):
    """A changed line."""

    words = ChangedWordSerializer(many=True)


class AddedBlockSerializer(serializers.Serializer[dict[str, Any]]):
    """A block that was added."""

    kind = serializers.ChoiceField(choices=BLOCK_KINDS)
    box = serializers.ListField(child=serializers.IntegerField(), help_text="left, top, right, bottom")


class PageChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """One change, for the page as it is after the changes before it in the list."""

    block = serializers.IntegerField(help_text="counts from 0")
    line = serializers.IntegerField(help_text="within the block, from 0")
    added = AddedBlockSerializer(allow_null=True, help_text="the block, if it is inserted here with these lines")
    removed = serializers.IntegerField(help_text="how many lines from `line` on are removed")
    lines = ChangedLineSerializer(many=True, help_text="lines in their place")
    emptied = serializers.BooleanField(help_text="whether the block is removed with its last line")


class DoubtsLeftSerializer(serializers.Serializer[dict[str, int]]):
    """Numbers of doubtful words that nobody has confirmed."""

    page = serializers.IntegerField(help_text=f"words of the page below {REVIEW_BELOW}")
    document = serializers.IntegerField(help_text="of all pages")


class PageChangesSerializer(serializers.Serializer[dict[str, Any]]):
    """The changes of a page."""

    number = serializers.IntegerField(help_text="of the page, from 1")
    revision = serializers.IntegerField()
    since = serializers.IntegerField(help_text="revision of the page before `changes`")
    changes = PageChangeSerializer(many=True)
    confidence = serializers.FloatField(allow_null=True)
    needs_review = serializers.BooleanField()
    doubts = DoubtsLeftSerializer()


_MINIMAL = "application/vnd.onlineocr.page-changes+json"
CHANGED: Any = {(200, "application/json"): PageSerializer, (200, _MINIMAL): PageChangesSerializer}
"""Responses of a change. The small one has a type of its own, so that generated clients expect the page."""


def page_response(page: Page) -> HttpResponseBase:
    """Return the response with the result or the failure of ``page``, which has ended."""
    body = {"status": Status(page.status), "revision": page.revision}
    if page.result is not None:
        response = Response(body | page.result)
    else:
        problem = {"code": page.error_code, "detail": page.error_detail}
        response = Response(body | {"number": page.number, **_NOTHING, "problems": [problem]})
    return caching.mark(response, page_tag(page))


def changed_response(request: Request, document: Document, page: Page, since: int) -> HttpResponseBase:
    """Return the response of a call that changed ``page``: the page, or its changes after revision ``since``."""
    if not preference.wants_minimal(request):
        return page_response(page)
    body = {
        "number": page.number,
        "revision": page.revision,
        "since": since,
        "changes": [_change(splice) for splice in history.splices(document, page, since)],
        "confidence": page.confidence,
        "needs_review": page.needs_review,
        "doubts": {"page": page.doubts or 0, "document": review.count(document)},
    }
    return preference.applied(caching.mark(Response(body, content_type=_MINIMAL), page_tag(page)))


def page_tag(page: Page) -> str:
    """Return the entity tag of the page's result."""
    return caching.tag(__version__, page.run_id, page.number, page.status, page.revision)


def _change(splice: Splice) -> dict[str, Any]:
    return {
        "block": splice.block,
        "line": splice.line,
        "added": {"kind": splice.opens[0], "box": list(splice.opens[1])} if splice.opens else None,
        "removed": len(splice.before),
        "lines": [_line(line) for line in splice.after],
        "emptied": splice.closes is not None,
    }


def _line(line: Line) -> dict[str, Any]:
    written = line.to_dict()
    words = [{name: value for name, value in word.items() if name != "span"} for word in written["words"]]
    return written | {"words": words}
