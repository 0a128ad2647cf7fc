"""Routes under ``/api/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from onlineocr.api.accounts import RegisterView, TokenObtainPairView, TokenRefreshView
from onlineocr.api.legacy import HistoryView, OcrView
from onlineocr.api.schema_view import SchemaView
from onlineocr.api.unknown import unknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("ocr/", OcrView.as_view(), name="ocr"),
    path("history/", HistoryView.as_view(), name="history"),
    path("register/", RegisterView.as_view(), name="register"),
    path("token_obtain_pair/", TokenObtainPairView.as_view(), name="token_obtain_pair"),
    path("token_refresh/", TokenRefreshView.as_view(), name="token_refresh"),
    path("v1/", include("onlineocr.api.v1.urls")),
    path("schema/", SchemaView.as_view(), name="schema"),
    # Last: an address that no line above matches gets a problem document, in development too.
    re_path(r"^[\s\S]*$", unknown, name="api-unknown"),
]
