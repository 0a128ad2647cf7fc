"""Permissions of views."""

from __future__ import annotations

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class MayRead(BasePermission):
    """Permission for every caller, unless the operator requires an account."""

    message = "This installation reads documents for signed-in users only."

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        return settings.ANONYMOUS_UPLOADS or bool(request.user and request.user.is_authenticated)
