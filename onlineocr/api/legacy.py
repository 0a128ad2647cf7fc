"""The endpoints of the first API: recognition of one picture, and the list of earlier uploads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import results, services
from onlineocr.documents.limits import concurrency
from onlineocr.documents.models import Document
from onlineocr.http.idempotency import KeyedRequest, attempt
from onlineocr.http.permissions import MayRead
from onlineocr.http.uploads import PARSERS, READING, submit
from onlineocr.ocr.errors import InputError, LimitError

from . import parameters
from .delete_after_fetch import hand_over
from .paging import NumberedPages
from .serializers import DocumentSerializer, HistorySerializer, RecognizedTextSerializer
from .v1.filters import check_created_by


class OcrView(APIView):
    """Recognize one picture or PDF and answer with its text."""

    problems = {"POST": READING}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    parser_classes = PARSERS
    permission_classes = (MayRead,)

    @extend_schema(
        operation_id="recognize",
        tags=["ocr"],
        request=parameters.RECOGNIZE_REQUEST,
        parameters=[parameters.IDEMPOTENCY_KEY, *parameters.upload_parameters()],
        responses={
            200: RecognizedTextSerializer,
            202: OpenApiResponse(DocumentSerializer, description="not finished within the wait; reading continues"),
        },
    )
    def post(self, request: Request) -> Response:
        """Recognize one picture or PDF and return its text.

        Send the file as the form field `image` (or `file`), or as the request body with its own `Content-Type`. JSON
        with the file as base64 is accepted too: `{"image": "<base64 or data: URI>"}`, with options as further fields.
        With a form, options are fields; with a raw body, they are query parameters.

        200 returns the text. 202 returns the document if reading takes longer than the server waits, or if no worker
        runs; the document is read all the same, as soon as one does.
        """
        with attempt(request) as call:
            return self._recognize(request, call)

    def _recognize(self, request: Request, call: KeyedRequest) -> Response:
        with concurrency.waits.required():
            ((document, token),) = submit(request, call)
            if answer := call.first_response([token]):
                return answer
            ended = services.wait(document, seconds=settings.WAIT_SECONDS, while_read=True)
        if not ended:
            return call.respond(accepted(document, request, token))
        if (error := services.failure(document)) is not None:
            if isinstance(error, InputError | LimitError):
                services.withdraw(document)  # a refused file leaves nothing behind
            elif document.transient:
                services.delete(document)
            call.forget()
            raise error
        body = results.recognized(document)
        body["document"] = reverse("document", args=[document.uid])
        # A replay builds the response from the document again: the text may be too long to store it twice.
        return call.respond(hand_over(document, body | ({"token": token} if token else {})), kept=False)


class HistoryView(ListAPIView[Document]):
    """Earlier uploads, newest first."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    serializer_class = HistorySerializer
    permission_classes = (IsAuthenticated,)
    pagination_class = NumberedPages
    filter_backends = ()

    @extend_schema(
        operation_id="history",
        tags=["ocr"],
        parameters=parameters.HISTORY_PARAMETERS,
        responses={200: HistorySerializer(many=True)},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your earlier uploads. Staff see all accounts' uploads."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Return the user's documents: a list that is counted and sliced like a queryset."""
        if getattr(self, "swagger_fake_view", False):
            return Document.objects.none()
        asked = self.request.query_params
        check_created_by(asked.get("created_by", ""), self.request.user)
        return results.listing(
            self.request.user,
            search=asked.get("search", ""),
            ordering=asked.get("ordering", ""),
            created_by=asked.get("created_by", ""),
            rows=Document.objects.select_related("owner"),
        )


def accepted(document: Document, request: Request, token: str = "") -> Response:
    """Return a 202 response with the state of ``document`` and its address in ``Location``."""
    body = DocumentSerializer(document, context={"request": request}).data
    headers = {"Location": reverse("document", args=[document.uid]), "Retry-After": "1"}
    return Response(body | ({"token": token} if token else {}), status=status.HTTP_202_ACCEPTED, headers=headers)
