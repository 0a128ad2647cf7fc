"""Documents: upload, state, cancellation, download of the uploaded file, deletion."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from typing import IO, Any

from django.conf import settings
from django.http import FileResponse, HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import labels, services
from onlineocr.documents.files import storage
from onlineocr.documents.models import Document
from onlineocr.documents.models.states import Status
from onlineocr.http import caching
from onlineocr.http.attachment import attachment
from onlineocr.http.errors import ProblemError
from onlineocr.http.idempotency import attempt
from onlineocr.http.known_fields import KnownFields, takes_no_body
from onlineocr.http.permissions import MayRead
from onlineocr.http.uploads import PARSERS, READING, submit
from onlineocr.ocr.decode.sniff import MEDIA_TYPES
from onlineocr.ocr.errors import OriginalGone

from .. import parameters
from ..serializers import BatchSerializer, DocumentSerializer
from .listing import ListView
from .lookup import TOKEN, WAIT, fillable_batch, find, wait_seconds, work_response

UPLOADED = PolymorphicProxySerializer(
    "UploadedDocuments", [DocumentSerializer, BatchSerializer], resource_type_field_name=None
)


class DocumentsView(ListView):
    """View that creates documents."""

    problems = {"POST": (*READING, "conflict", "not_found")}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "POST": (Scope.DOCUMENTS_WRITE,)}
    parser_classes = PARSERS
    permission_classes = (MayRead,)

    @extend_schema(
        operation_id="document_create",
        tags=["documents"],
        request=parameters.UPLOAD_REQUEST,
        parameters=[WAIT, parameters.BATCH, TOKEN, parameters.IDEMPOTENCY_KEY, *parameters.upload_parameters()],
        responses={
            200: UPLOADED,
            202: UPLOADED,
        },
    )
    def post(self, request: Request) -> Response:
        """Upload a picture or a PDF, or a batch of them. 202 at once; with `wait`, 200 if reading ends in time.

        Send files as form fields `file`, or one file as the request body with its own `Content-Type`. JSON is accepted
        too: `{"file": "<base64 or data: URI>"}` or `{"url": "https://..."}`, with options as further fields. With a
        form, options are fields; with a raw body, they are query parameters.

        A form with several files is a batch: all of them are taken or none, with `priority` `bulk` unless the form says
        otherwise, and the response is `{"count", "documents", "batch"}`. With `batch`, in the query or as a field,
        files are added to a batch that exists. A call that is sent again with the same `Idempotency-Key` is done once.

        429 when too much work is waiting or a quota is used up, 503 when the server is busy; `Retry-After`
        says when to try again.
        """
        seconds = wait_seconds(request)
        with attempt(request) as call:
            made = submit(request, call, most=settings.BATCH_FILES, batches=functools.partial(fillable_batch, request))
        if answer := call.first_response([token for _, token in made]):
            return answer
        end = time.monotonic() + seconds
        bodies, ended = _waited_for(made, end, request)
        body = bodies[0] if len(made) == 1 else {"count": len(bodies), "documents": bodies} | _together(made)
        answer = work_response(body, seconds=seconds, ended=all(ended))
        if len(made) == 1:
            answer["Location"] = reverse("document", args=[made[0][0].uid])
        elif "batch" in body:
            answer["Location"] = str(body["batch"])
        # A replay builds the response to a batch from its documents again, as one may be deleted before the others.
        return call.respond(answer, kept=len(made) == 1)


def _together(made: Sequence[tuple[Document, str]]) -> dict[str, Any]:
    """Return the address of the batch of several documents, and the token that opens all of it."""
    batch = made[0][0].batch if made else None
    if batch is None:
        return {}
    token = {"token": batch.known_token()} if batch.owner_id is None else {}
    return {"batch": reverse("batch", args=[batch.uid])} | token


def _waited_for(
    made: Sequence[tuple[Document, str]], end: float, request: Request
) -> tuple[list[dict[str, Any]], list[bool]]:
    """Return each document as it is when it has ended, or at ``end``, and whether it has ended.

    Documents of a batch that are deleted meanwhile are left out.
    """
    bodies, ended = [], []
    for document, token in made:
        try:
            has_ended = services.wait(document, seconds=max(0.0, end - time.monotonic()))
            body = _shown(document, token, request)
        except Document.DoesNotExist:
            if len(made) == 1:
                raise
            continue
        bodies.append(body)
        ended.append(has_ended)
    return bodies, ended


def _shown(document: Document, token: str, request: Request) -> dict[str, Any]:
    body = DocumentSerializer(document, context={"request": request}).data
    return dict(body) | ({"token": token} if token else {})


class LabelsSerializer(KnownFields):
    """The parts of a document that a person writes."""

    tags = serializers.ListField(
        child=serializers.CharField(max_length=200, allow_blank=True), required=False, max_length=100,
        help_text=f"at most {labels.MOST_TAGS} of {labels.TAG_LENGTH} characters, instead of the present ones; a slash "
        "puts a tag into a folder, as in 'bills/2026'",
    )  # fmt: skip
    note = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=2 * labels.NOTE_LENGTH,
        help_text=f"at most {labels.NOTE_LENGTH:,} characters, instead of the present note",
    )  # fmt: skip

    def validate_tags(self, value: list[str]) -> list[str]:
        return labels.tags(value)

    def validate_note(self, value: str) -> str:
        return labels.checked_note(value)


class DocumentView(APIView):
    """View of one document."""

    key_scopes = {
        "GET": (Scope.DOCUMENTS_READ,),
        "PATCH": (Scope.DOCUMENTS_WRITE,),
        "DELETE": (Scope.DOCUMENTS_WRITE,),
    }
    permission_classes = ()

    @extend_schema(
        operation_id="document_retrieve",
        tags=["documents"],
        parameters=[WAIT, TOKEN],
        responses={200: DocumentSerializer},
    )
    def get(self, request: Request, uid: str) -> Response:
        """Return a document's state and progress. With `wait`, the response comes when a page or the document ends.

        The response comes at once when as many calls wait as the server permits; `Retry-After` says when to ask again.
        """
        seconds = wait_seconds(request)
        document = find(request, uid)
        if seconds:
            services.wait_for_change(document, seconds=seconds)
        headers = {} if Status(document.status).ended else {"Retry-After": "1"}
        return Response(DocumentSerializer(document, context={"request": request}).data, headers=headers)

    @extend_schema(
        operation_id="document_label",
        tags=["documents"],
        parameters=[TOKEN],
        request=LabelsSerializer,
        responses={200: DocumentSerializer},
    )
    def patch(self, request: Request, uid: str) -> Response:
        """Give a document tags and a note. A field that is absent stays as it is.

        Lists are filtered by `tag`. Tags are compared without case.
        """
        document = find(request, uid)
        serializer = LabelsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        labels.label(document, **serializer.validated_data)
        return Response(DocumentSerializer(document, context={"request": request}).data)

    @extend_schema(
        operation_id="document_delete",
        tags=["documents"],
        parameters=[TOKEN],
        responses={204: None},
    )
    @takes_no_body
    def delete(self, request: Request, uid: str) -> Response:
        """Delete a document with its file, its text and everything derived from it."""
        services.delete(find(request, uid))
        return Response(status=status.HTTP_204_NO_CONTENT)


class CancelView(APIView):
    """View that cancels the recognition of a document."""

    problems = {"POST": ("conflict",)}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_cancel",
        tags=["documents"],
        request=None,
        parameters=[TOKEN],
        responses={200: DocumentSerializer},
    )
    @takes_no_body
    def post(self, request: Request, uid: str) -> Response:
        """Stop reading a document. Pages that were read stay."""
        document = find(request, uid)
        if Status(document.status).ended:
            raise ProblemError("conflict", f"The document has ended already: it is `{document.status}`.")
        services.cancel(document)
        return Response(DocumentSerializer(document, context={"request": request}).data)


class OriginalView(APIView):
    """View of the uploaded file."""

    problems = {"GET": ("original_gone", "precondition_failed")}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_original",
        tags=["documents"],
        parameters=[TOKEN],
        responses={
            (200, *MEDIA_TYPES): OpenApiResponse(OpenApiTypes.BINARY, "the bytes as they were uploaded"),
            304: caching.NOT_MODIFIED,
        },
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """Download the uploaded file, always as an attachment."""
        document = find(request, uid)
        etag = caching.tag("original", document.sha256)
        if (answer := caching.unchanged(request, etag)) is not None:
            return answer
        try:
            file: IO[bytes] = storage.read(document.key)
        except FileNotFoundError:
            raise OriginalGone from None
        name = document.file_name or f"{document.uid}"
        response = FileResponse(file, content_type=document.media_type)
        response["Content-Disposition"] = attachment(name)
        response["Content-Length"] = str(document.size)
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return caching.mark(response, etag)
