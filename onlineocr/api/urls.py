"""Everything under ``/api/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView

from onlineocr.api.unknown import unknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Last: whatever no line above took is a problem document, in development too.
    re_path(r"^.*$", unknown, name="api-unknown"),
]
