"""Links by which others see a document: make, list and end them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents import shares
from onlineocr.documents.models import Share
from onlineocr.http.errors import ProblemError
from onlineocr.http.known_fields import KnownFields, takes_no_body
from onlineocr.http.links import absolute

from ..expiry import HOW, Expiry
from ..paging import NumberedPages
from .lookup import TOKEN, find


class NewShareSerializer(KnownFields):
    """The properties of a new link."""

    expires = Expiry(help_text=HOW)


class ShareSerializer(serializers.ModelSerializer[Share]):
    """A link, without its secret."""

    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Share
        fields = ("id", "created_at", "expires_at")


class ShareWithTokenSerializer(ShareSerializer):
    """A link that was just made."""

    token = serializers.CharField(help_text="opens the document, as `X-Document-Token` or `token`")
    url = serializers.URLField(help_text="the page that shows the document; only this response holds it")

    class Meta:
        model = Share
        fields = (*ShareSerializer.Meta.fields, "token", "url")


class SharesView(ListAPIView[Share]):
    """View of the links of a document."""

    problems = {"POST": ("too_many_shares",)}
    key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "POST": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()
    serializer_class = ShareSerializer
    pagination_class = NumberedPages

    def get_queryset(self) -> QuerySet[Share]:
        if getattr(self, "swagger_fake_view", False):
            return Share.objects.none()
        return find(self.request, self.kwargs["uid"], change=True).shares.living()

    @extend_schema(operation_id="document_shares", tags=["documents"], parameters=[TOKEN])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the links of the document that have not ended, newest first, without their secrets."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="document_share",
        tags=["documents"],
        parameters=[TOKEN],
        request=NewShareSerializer,
        responses={201: OpenApiResponse(ShareWithTokenSerializer, description="the link, with its secret")},
    )
    def post(self, request: Request, uid: str) -> Response:
        """Make a link that lets anyone read the document until the link expires.

        By its token each call that reads this document, its results or its file is answered; none that changes it, and
        none of another document. The link ends earlier when the document is deleted, or when it is ended here.
        """
        document = find(request, uid, change=True)
        serializer = NewShareSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            share, token = shares.share(document, until=serializer.validated_data["expires"])
        except shares.TooManyShares:
            detail = f"A document has at most {shares.MOST} links. End one that is not needed."
            raise ProblemError("too_many_shares", detail) from None
        page = f"{reverse('web:document', args=[document.uid])}?{urlencode({'token': token})}"
        body = ShareSerializer(share).data | {"token": token, "url": absolute(request, page)}
        return Response(body, status=201, headers={"Cache-Control": "no-store"})


class ShareView(APIView):
    """View of a link."""

    key_scopes = {"DELETE": (Scope.DOCUMENTS_WRITE,)}
    permission_classes = ()

    @extend_schema(
        operation_id="document_share_end", tags=["documents"], parameters=[TOKEN], request=None, responses={204: None}
    )
    @takes_no_body
    def delete(self, request: Request, uid: str, share: str) -> Response:
        """End a link: its token opens nothing from now on."""
        if not find(request, uid, change=True).shares.filter(uid=share).delete()[0]:
            raise NotFound("The document has no such link")
        return Response(status=204)
