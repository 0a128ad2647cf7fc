"""Everything under ``/api/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView

from onlineocr.api.accounts import RegisterView, TokenObtainPairView, TokenRefreshView
from onlineocr.api.unknown import unknown

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", RegisterView.as_view(), name="register"),
    path("token_obtain_pair/", TokenObtainPairView.as_view(), name="token_obtain_pair"),
    path("token_refresh/", TokenRefreshView.as_view(), name="token_refresh"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Last: whatever no line above took is a problem document, in development too.
    re_path(r"^.*$", unknown, name="api-unknown"),
]
