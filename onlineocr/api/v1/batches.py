"""Batches: create, list, watch, claim and delete them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import Scope
from onlineocr.documents.batches import deeds, state
from onlineocr.documents.models import Batch
from onlineocr.http.caller import caller_of
from onlineocr.http.known_fields import known_query, takes_no_body
from onlineocr.http.permissions import MayRead
from onlineocr.http.throttles import BatchThrottle
from onlineocr.ocr.errors import InvalidOptions

from ..batch_serializers import BatchDetailSerializer, BatchSummarySerializer, NewBatchSerializer
from ..paging import CursorPage, NumberedPages
from ..queries import whole
from .filters import yes_or_no
from .lookup import NO_SUCH_BATCH, TOKEN, find_batch, token_of

FILES = 100
MOST_FILES = 1000


class BatchesView(ListAPIView[Batch]):
    """View of the user's batches."""

    problems = {"POST": ("throttled",)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "POST": (Scope.DOCUMENTS_WRITE,)}
    serializer_class = BatchSummarySerializer
    pagination_class = NumberedPages

    def get_permissions(self) -> Sequence[Any]:
        return [IsAuthenticated() if self.request.method in {"GET", "HEAD"} else MayRead()]

    def get_throttles(self) -> list[Any]:
        return [BatchThrottle()] if self.request.method == "POST" else []

    def get_queryset(self) -> QuerySet[Batch]:
        if getattr(self, "swagger_fake_view", False):
            return Batch.objects.none()
        return Batch.objects.visible_to(self.request.user).current().select_related("owner")

    @extend_schema(operation_id="batch_list", tags=["batches"], responses=BatchSummarySerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your batches, the newest first. Staff see all accounts' batches."""
        known_query(request)
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="batch_create",
        tags=["batches"],
        request=NewBatchSerializer,
        responses={201: BatchDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Make an empty batch. Files are added by `POST /api/v1/documents/?batch={id}`, each call with one or more.

        It is kept as long as its documents; an empty one is deleted after a day. Without an account the response has a
        `token`, which opens the batch and all its documents; adding a file needs it as `X-Document-Token` or `token`.
        """
        fields = NewBatchSerializer(data=request.data)
        fields.is_valid(raise_exception=True)
        batch = deeds.create(owner=caller_of(request).owner, name=fields.validated_data.get("name", ""))
        token = {"token": batch.known_token()} if batch.owner_id is None else {}
        body = _detail(request, batch) | token
        return Response(body, status.HTTP_201_CREATED, headers={"Location": reverse("batch", args=[batch.uid])})


class BatchView(APIView):
    """View of one batch."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "DELETE": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()

    @extend_schema(
        operation_id="batch_retrieve",
        tags=["batches"],
        parameters=[
            OpenApiParameter("cursor", description="the cursor in `next` or `previous` of a response"),
            OpenApiParameter(
                "page_size", {"type": "integer", "minimum": 1, "maximum": MOST_FILES, "default": FILES}
            ),
            TOKEN,
        ],
        responses={200: BatchDetailSerializer},
    )  # fmt: skip
    def get(self, request: Request, uid: str) -> Response:
        """Return the state of a batch and of its files, in the order in which they were added.

        While files wait or are read, `Retry-After` says when to ask again.
        """
        batch = find_batch(request, uid)
        body = _detail(request, batch)
        return Response(body, headers={"Retry-After": "2"} if _is_open(body) else {})

    @extend_schema(
        operation_id="batch_delete",
        tags=["batches"],
        parameters=[
            OpenApiParameter(
                "documents", OpenApiTypes.BOOL, description="delete its documents, too; otherwise they stay"
            ),
            TOKEN,
        ],
        responses={204: None},
    )
    @takes_no_body
    def delete(self, request: Request, uid: str) -> Response:
        """Delete a batch; with `documents`, also its documents with their files and texts."""
        try:
            documents = yes_or_no(request.query_params.get("documents", "false"))
        except ValueError as error:
            raise InvalidOptions({"documents": str(error)}) from None
        deeds.delete(find_batch(request, uid), documents=documents)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClaimView(APIView):
    """View that changes the owner of a batch."""

    problems = {"POST": ("storage_full",)}
    key_scopes = {"POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="batch_claim",
        tags=["batches"],
        request=None,
        parameters=[TOKEN],
        responses={200: BatchDetailSerializer},
    )
    @takes_no_body
    def post(self, request: Request, uid: str) -> Response:
        """Move a batch that was made without an account, and its documents, to the caller's account.

        Like `POST /api/v1/documents/{id}/claim`: with the token of the batch, all documents or none.
        """
        batch = find_batch(request, uid)
        if batch.owner_id is None:
            deeds.claim(batch, token_of(request), cast("User", request.user))
            batch = find_batch(request, uid)
        if batch.owner_id != request.user.pk:
            raise NotFound(NO_SUCH_BATCH)
        return Response(_detail(request, batch))


def _detail(request: Request, batch: Batch) -> dict[str, Any]:
    size = whole(request, "page_size", FILES, MOST_FILES) or FILES
    page = CursorPage.of(state.listing(batch), request, size)
    files = state.files(page.results)
    about = {"state": state.of(batch), "page": page, "files": files}
    return dict(BatchDetailSerializer(batch, context={"request": request} | about).data)


def _is_open(body: dict[str, Any]) -> bool:
    return any(body["states"].get(name) for name in ("queued", "running"))
