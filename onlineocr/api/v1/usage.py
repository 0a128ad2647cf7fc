"""The user's consumption, and the remaining quotas."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.documents.limits import quotas
from onlineocr.documents.limits.callers import share_key_of
from onlineocr.http.admission import tell

WINDOWS = ("day", "month")


class UsageCountSerializer(serializers.Serializer[dict[str, Any]]):
    """A counter. ``limit`` and ``remaining`` are null if there is no limit."""

    used = serializers.IntegerField()
    limit = serializers.IntegerField(allow_null=True)
    remaining = serializers.IntegerField(allow_null=True)


class UsageSerializer(serializers.Serializer[dict[str, Any]]):
    """Pages and bytes uploaded since ``since``; stored documents and bytes; pages that wait or are being read."""

    window = serializers.ChoiceField(choices=WINDOWS, help_text="by the calendar, in UTC")
    since = serializers.DateTimeField()
    reset = serializers.DateTimeField(help_text="when the next window begins")
    pages = UsageCountSerializer()
    bytes = UsageCountSerializer()
    storage = UsageCountSerializer(help_text="bytes of kept uploads")
    documents = serializers.IntegerField(help_text="that are kept")
    queue = UsageCountSerializer(help_text="pages that wait or are being read")


class UsageView(APIView):
    """View of an account's usage and limits."""

    key_scopes = {"GET": (Scope.DOCUMENTS_READ,)}
    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="usage", tags=["account"], responses={200: UsageSerializer})
    def get(self, request: Request) -> Response:
        """Return your usage and your limits: pages, bytes, stored documents, queued pages."""
        found = quotas.standing(share_key_of(request.user), request.user)
        documents, stored = quotas.stored(request.user)
        tell(request, found)
        body = {
            "window": settings.QUOTA_WINDOW,
            "since": found.since,
            "reset": found.until,
            "pages": _count(found.pages, found.bounds.pages),
            "bytes": _count(found.bytes, found.bounds.bytes),
            "storage": _count(stored, found.bounds.storage),
            "documents": documents,
            "queue": _count(found.waiting, settings.QUEUE_LANE) | {"remaining": found.places},
        }
        return Response(UsageSerializer(body).data)


def _count(used: int, limit: int) -> dict[str, int | None]:
    return {"used": used, "limit": limit or None, "remaining": max(0, limit - used) if limit else None}
