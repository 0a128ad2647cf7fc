"""CORS: calls from pages of other sites."""

from __future__ import annotations

from corsheaders.middleware import CorsMiddleware as _CorsMiddleware
from django.conf import settings
from django.http import HttpRequest


class CorsMiddleware(_CorsMiddleware):
    """The middleware of django-cors-headers, off unless ``ONLINEOCR_CORS_ORIGINS`` names an origin.

    It never allows credentials: pages of other sites sign in by token or API key, and cannot use a visitor's session.
    """

    def is_enabled(self, request: HttpRequest) -> bool:
        return bool(settings.CORS_ALLOWED_ORIGINS or settings.CORS_ALLOW_ALL_ORIGINS) and super().is_enabled(request)
