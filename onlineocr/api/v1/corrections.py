"""The revisions of a page: their list, and undo."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents.corrections import history, undoing
from onlineocr.documents.models import Kind, Standing
from onlineocr.http.caller import caller_of
from onlineocr.http.known_fields import takes_no_body
from onlineocr.http.links import absolute

from ..correcting import as_problems
from ..queries import whole
from .lookup import TOKEN, find
from .page_answers import CHANGED, PREFER, changed_response
from .pages import find_page


class RevisionChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """One place of a revision, as it was counted then. ``before`` or ``after`` is null where there was nothing."""

    block = serializers.IntegerField(help_text="counts from 0")
    line = serializers.IntegerField(help_text="within the block, from 0")
    box = serializers.ListField(child=serializers.IntegerField(), help_text="left, top, right, bottom")
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)
    applied = serializers.BooleanField(help_text="whether it counts in the result")


class RevisionSerializer(serializers.Serializer[dict[str, Any]]):
    """One change of a page."""

    page = serializers.IntegerField(help_text="counts from 1")
    number = serializers.IntegerField(help_text="the page's `revision` after it")
    kind = serializers.ChoiceField(choices=Kind.choices)
    standing = serializers.ChoiceField(
        choices=Standing.choices, help_text="state of the revision in the result that is shown"
    )
    made_by = serializers.CharField(allow_null=True, help_text="null: by the document's token")
    created_at = serializers.DateTimeField()
    undoes = serializers.IntegerField(allow_null=True, help_text="the revision that it took back")
    carries = serializers.IntegerField(allow_null=True, help_text="the revision that was done again after a rerun")
    reviewed = serializers.BooleanField(help_text="whether all of the page was confirmed then")
    changes = RevisionChangeSerializer(many=True)


class RevisionsSerializer(serializers.Serializer[dict[str, Any]]):
    """Revisions of a page, the newest first."""

    revision = serializers.IntegerField(help_text="the newest")
    next = serializers.CharField(allow_null=True, help_text="address of the earlier ones")
    results = RevisionSerializer(many=True)


class RevisionsView(APIView):
    """The revisions of one page."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_page_revisions",
        tags=["documents"],
        parameters=[
            OpenApiParameter("before", {"type": "integer", "minimum": 1}, description="only revisions before this one"),
            OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 100}, description="20 by default"),
            TOKEN,
        ],
        responses={200: RevisionsSerializer},
    )
    def get(self, request: Request, uid: str, number: int) -> Response:
        """List the revisions of a page, newest first: the changes, their authors and times.

        Revision 1 is the reading itself and is not listed. Those of earlier runs of the document are: after a rerun
        each correction is done again where its place is found (`carried`, by a new revision), else it is `lost`.
        """
        before, most = whole(request, "before", None, 10**9), whole(request, "limit", 20, 100) or 20
        document = find(request, uid)
        page = find_page(document, number)
        found = history.listed(document, number, before=before, most=most + 1)
        last = found[most - 1] if len(found) > most else None
        here = absolute(request)
        body = {
            "revision": page.revision,
            "next": replace_query_param(here, "before", str(last.number)) if last else None,
            "results": [history.to_dict(one) for one in found[:most]],
        }
        return Response(RevisionsSerializer(body).data)


class UndoView(APIView):
    """View that undoes a revision."""

    problems = {"POST": ("conflict", "edit_conflict", "too_many_revisions", "disk_full")}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_page_revision_undo",
        tags=["documents"],
        request=None,
        parameters=[TOKEN, PREFER],
        responses=CHANGED,
    )
    @takes_no_body
    def post(self, request: Request, uid: str, number: int, revision: int) -> HttpResponseBase:
        """Undo one revision of a page, as a new revision. Returns the page; later revisions of other lines stay.

        To do it again, take the undo back. 409 when its lines were changed or deleted since. A revision that is undone
        already stays so. With `Prefer: return=minimal` the response has only the changes of the undo; `since` is the
        page's revision before it.
        """
        document = find(request, uid)
        find_page(document, number)
        by = caller_of(request).owner
        with as_problems():
            page = undoing.take_back(document, number, revision=revision, by=by)
        since = page.revision - 1 if history.undid(document, page, revision) else page.revision
        return changed_response(request, document, page, since)
