"""Recognition of a part of a page with other options."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import page_runs, reread
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Run
from onlineocr.documents.models.states import Status
from onlineocr.documents.options import specs
from onlineocr.http.parsers import JSONParser
from onlineocr.http.permissions import MayRead
from onlineocr.http.problems import OCR_STATUS
from onlineocr.ocr.errors import InvalidOptions

from ..correcting import as_problems
from ..serializers import PageProblemSerializer
from .lookup import TOKEN, WAIT, find, wait_seconds, work_response
from .pages import PASSWORD_HEADER, find_page

_BOX = {
    "type": "array",
    "items": {"type": "integer"},
    "minItems": 4,
    "maxItems": 4,
    "description": "left, top, right, bottom in pixels of the page, as the boxes of its result",
}
_REPLACE = {"type": "boolean", "default": False, "description": "replace words that a person wrote or confirmed, too"}
_PASSWORD = OpenApiParameter(PASSWORD_HEADER, str, "header", description="of a PDF that has one; or by `password`")
_REQUEST = {
    "application/json": {
        "title": "RereadRequest",
        "type": "object",
        "required": ["box"],
        "properties": {"box": _BOX, "replace": _REPLACE}
        | {spec.name: {**spec.schema, "description": spec.help} for spec in specs() if spec.name in reread.OPTIONS},
    }
}


class RereadSerializer(serializers.Serializer[dict[str, Any]]):
    """The reading of a part of a page, and its outcome."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    box = serializers.ListField(child=serializers.IntegerField(), help_text="left, top, right, bottom")
    replace = serializers.BooleanField()
    options = serializers.DictField()
    revision = serializers.IntegerField(allow_null=True, help_text="of the page, with the new reading; null until then")
    problem = PageProblemSerializer(allow_null=True)
    page = serializers.CharField(help_text="address of the page")


class RereadView(APIView):
    """View that starts the reading of a region."""

    problems = {
        "POST": (
            "conflict", *OCR_STATUS, "queue_full", "quota_exceeded",
            "server_busy", "disk_full",
        )
    }  # fmt: skip
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = (MayRead,)
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="document_page_reread",
        tags=["documents"],
        request=_REQUEST,
        parameters=[WAIT, TOKEN, _PASSWORD],
        responses={
            200: RereadSerializer,
            202: OpenApiResponse(RereadSerializer, description="queued; `Location` is the address of its state"),
        },
    )
    def post(self, request: Request, uid: str, number: int) -> Response:
        """Read one region of a page again. The new text becomes a revision of the page.

        The lines in the box are replaced, except those that a person wrote or confirmed, unless `replace` is true. The
        change can be undone. Omitted options are those of the page. The region waits in the queue as a page does: 202
        at once; with `wait`, 200 when it ends in time.
        """
        seconds = wait_seconds(request)
        box, replace, options = _asked(request)
        document = find(request, uid)
        find_page(document, number)
        user = request.user
        with as_problems():
            run = reread.ask(
                document, number, box=box, options=options, replace=replace,
                by=user if user.is_authenticated else None, skip_quota=user.is_staff,
            )  # fmt: skip
        concurrency.uploads.leave()  # waiting for the page needs no slot
        ended = page_runs.wait(run, seconds=seconds)
        response = work_response(_shown(run, uid, number), seconds=seconds, ended=ended)
        response["Location"] = reverse("document-page-reread-state", args=[uid, number, run.pk])
        return response


class RereadStateView(APIView):
    """View of the state of a region's reading."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_page_reread_state",
        tags=["documents"],
        parameters=[WAIT, TOKEN],
        responses={200: RereadSerializer},
    )
    def get(self, request: Request, uid: str, number: int, run: int) -> Response:
        """Return the state of a region's reading. With `wait`, the response comes when it ends."""
        seconds = wait_seconds(request)
        found = reread.find(find(request, uid), number, run)
        if found is None:
            raise NotFound("No part of the page was read again under this number")
        ended = page_runs.wait(found, seconds=seconds)
        return Response(_shown(found, uid, number), headers={} if ended else {"Retry-After": "1"})


def _shown(run: Run, uid: str, number: int) -> dict[str, Any]:
    return reread.to_dict(run) | {"page": reverse("document-page", args=[uid, number])}


def _asked(request: Request) -> tuple[Any, bool, dict[str, Any]]:
    """Return the box, ``replace`` and the options of the body."""
    data = request.data
    if not isinstance(data, dict):
        raise ParseError('The JSON body must be an object such as {"box": [0, 0, 100, 50]}')
    options = {str(name): value for name, value in data.items() if name not in {"box", "replace"}}
    replace = data.get("replace", False)
    wrong = {}
    if "box" not in data:
        wrong["box"] = "is missing: [left, top, right, bottom] in pixels of the page"
    if not isinstance(replace, bool):
        wrong["replace"] = "must be true or false"
    if wrong:
        raise InvalidOptions(wrong)
    if password := request.headers.get(PASSWORD_HEADER):
        options.setdefault("password", password)
    return data["box"], replace, options
