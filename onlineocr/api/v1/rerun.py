"""Recognition of a document with other options."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import services
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document
from onlineocr.http.errors import ProblemError
from onlineocr.http.idempotency import KeyedRequest, attempt
from onlineocr.http.parsers import JSONParser, MultiPartParser
from onlineocr.http.permissions import MayRead
from onlineocr.http.uploads import READING, options_of

from .. import parameters
from ..serializers import DocumentSerializer
from .lookup import TOKEN, WAIT, find, wait_seconds, work_response


class RerunView(APIView):
    """View that starts a new run."""

    problems = {"POST": ("conflict", "original_gone", *READING)}
    parser_classes = (JSONParser, FormParser, MultiPartParser)
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = (MayRead,)

    @extend_schema(
        operation_id="document_rerun",
        tags=["documents"],
        request=parameters.OPTIONS_REQUEST,
        parameters=[WAIT, TOKEN, parameters.IDEMPOTENCY_KEY, *parameters.option_parameters()],
        responses={
            200: DocumentSerializer,
            202: OpenApiResponse(DocumentSerializer, description="queued; `Location` is the address of its state"),
        },
    )
    def post(self, request: Request, uid: str) -> Response:
        """Read a document again with other options. Options that are left out have their defaults.

        The old result is shown until the new run has one. 409 while the document is being read, 410 when the uploaded
        file is gone. A PDF's password is needed again. 202 at once; with `wait`, 200 when it ends in time.
        """
        seconds = wait_seconds(request)
        document = find(request, uid)
        options = _options(request)
        with attempt(request) as call:
            if call.repeats:
                call.earlier(options, [])
            else:
                _rerun(request, document, options, call)
        concurrency.uploads.leave()  # waiting for the document needs no slot
        if answer := call.first_response([]):
            return answer
        ended = services.wait(document, seconds=seconds)
        response = work_response(
            DocumentSerializer(document, context={"request": request}).data, seconds=seconds, ended=ended
        )
        response["Location"] = reverse("document", args=[document.uid])
        return call.respond(response)


def _rerun(request: Request, document: Document, options: dict[str, Any], call: KeyedRequest) -> None:
    def mark(*made: tuple[Document, str]) -> None:
        call.mark(options, [], *made)

    try:
        services.rerun(document, options=options, skip_quota=request.user.is_staff, in_transaction=mark)
    except services.StillReading:
        raise ProblemError("conflict", "The document is being read. Wait for its end, or cancel it.") from None


def _options(request: Request) -> dict[str, Any]:
    """Return the options of the query and the body, which may be empty."""
    data = request.data
    if not isinstance(data, dict | QueryDict):
        raise ParseError('The JSON body must be an object of options such as {"languages": "de"}')
    return options_of(request.query_params, data)
