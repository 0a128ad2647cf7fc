"""Turning of a page that was read lying on a side or upside down."""

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
from onlineocr.documents import page_runs, rotate, services
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document, Run
from onlineocr.documents.models.states import Status
from onlineocr.http.errors import ProblemError
from onlineocr.http.idempotency import KeyedRequest, attempt
from onlineocr.http.parsers import JSONParser
from onlineocr.http.permissions import MayRead
from onlineocr.http.uploads import READING
from onlineocr.ocr.errors import InvalidOptions

from .. import parameters
from ..correcting import as_problems
from ..serializers import ROTATIONS, PageProblemSerializer
from .lookup import TOKEN, WAIT, find, wait_seconds, work_response
from .pages import PASSWORD_HEADER, find_page

_PASSWORD = OpenApiParameter(PASSWORD_HEADER, str, "header", description="of a PDF that has one")
_REQUEST = {
    "application/json": {
        "title": "RotateRequest",
        "type": "object",
        "required": ["turn"],
        "properties": {
            "turn": {
                "type": "integer",
                "enum": list(rotate.TURNS),
                "description": "clockwise degrees, from how the page lies now",
            }
        },
        "additionalProperties": False,
    }
}


class RotationSerializer(serializers.Serializer[dict[str, Any]]):
    """The turn of a page, and its outcome."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    turn = serializers.IntegerField(min_value=90, max_value=270, help_text="clockwise degrees")
    rotation = serializers.ChoiceField(choices=ROTATIONS, help_text="the page's `rotation` after it")
    revision = serializers.IntegerField(allow_null=True, help_text="of the page, read again; null until then")
    problem = PageProblemSerializer(allow_null=True)
    page = serializers.CharField(help_text="address of the page")


class RotateView(APIView):
    """View that turns a page."""

    problems = {"POST": ("conflict", "original_gone", *READING)}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = (MayRead,)
    parser_classes = (JSONParser,)

    @extend_schema(
        operation_id="document_page_rotate",
        tags=["documents"],
        request=_REQUEST,
        parameters=[WAIT, TOKEN, parameters.IDEMPOTENCY_KEY, _PASSWORD],
        responses={
            200: RotationSerializer,
            202: OpenApiResponse(RotationSerializer, description="queued; `Location` is the address of its state"),
        },
    )
    def post(self, request: Request, uid: str, number: int) -> Response:
        """Turn a page and read it again as it lies then. Its picture, boxes, text and exports follow.

        The page waits in the queue and is shown as it was until then: 202 at once; with `wait`, 200 when it ends in
        time. Corrections that find no place in the new reading are `lost`, and applied again when the page is turned
        back. 409 while the document, or a part of the page, is being read. Reruns keep the turn.
        """
        seconds = wait_seconds(request)
        turn = _turn(request)
        document = find(request, uid)
        find_page(document, number)
        with attempt(request) as call:
            if call.repeats:
                call.earlier({"turn": turn}, [])
                run = rotate.find(document, number)
            else:
                run = _rotate(request, document, number, turn, call)
        concurrency.uploads.leave()  # waiting for the page needs no slot
        if answer := call.first_response([]):
            return answer
        if run is None:
            raise NotFound("The page was not turned")
        ended = page_runs.wait(run, seconds=seconds)
        response = work_response(_shown(run, uid, number), seconds=seconds, ended=ended)
        response["Location"] = reverse("document-page-rotate-state", args=[uid, number, run.pk])
        return call.respond(response)


class RotateStateView(APIView):
    """View of the state of a turn."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_page_rotate_state",
        tags=["documents"],
        parameters=[WAIT, TOKEN],
        responses={200: RotationSerializer},
    )
    def get(self, request: Request, uid: str, number: int, run: int) -> Response:
        """Return the state of a page's turn. With `wait`, the response comes when it ends."""
        seconds = wait_seconds(request)
        found = rotate.find(find(request, uid), number, run)
        if found is None:
            raise NotFound("The page was not turned under this number")
        ended = page_runs.wait(found, seconds=seconds)
        return Response(_shown(found, uid, number), headers={} if ended else {"Retry-After": "1"})


def _shown(run: Run, uid: str, number: int) -> dict[str, Any]:
    return rotate.to_dict(run) | {"page": reverse("document-page", args=[uid, number])}


def _rotate(request: Request, document: Document, number: int, turn: int, call: KeyedRequest) -> Run:
    def mark(*made: tuple[Document, str]) -> None:
        call.mark({"turn": turn}, [], *made)

    user, password = request.user, request.headers.get(PASSWORD_HEADER, "")
    try:
        with as_problems():
            return rotate.ask(
                document, number, turn=turn, password=password, by=user if user.is_authenticated else None,
                skip_quota=user.is_staff, in_transaction=mark,
            )  # fmt: skip
    except services.StillReading:
        raise ProblemError(
            "conflict", "The document or a part of this page is being read. Wait for its end, then turn the page."
        ) from None


def _turn(request: Request) -> int:
    data = request.data
    if not isinstance(data, dict):
        raise ParseError('The JSON body must be an object such as {"turn": 90}')
    wrong = {str(name)[:40]: "there is no such field; there is: turn" for name in data.keys() - {"turn"}}
    turn = data.get("turn")
    if not isinstance(turn, int) or turn not in rotate.TURNS:
        wrong["turn"] = f"must be one of: {', '.join(map(str, rotate.TURNS))}"
    if wrong or not isinstance(turn, int):
        raise InvalidOptions(wrong)
    return turn
