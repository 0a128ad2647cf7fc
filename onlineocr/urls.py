"""Every address of the service."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView

from onlineocr.api.problems import TABLE
from onlineocr.ops import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("onlineocr.api.urls")),
    path("api-auth/", include("rest_framework.urls")),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path(
        "docs/errors/",
        TemplateView.as_view(template_name="api/errors.html", extra_context={"problems": TABLE.values()}),
        name="docs-errors",
    ),
    path("admin/", admin.site.urls),
    # Pages of other packages name no icon; browsers then ask here.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}web/favicon.svg"), name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("onlineocr.web.urls")),
]

handler400 = "onlineocr.api.handlers.bad_request"
handler403 = "onlineocr.api.handlers.permission_denied"
handler404 = "onlineocr.api.handlers.page_not_found"
handler500 = "onlineocr.api.handlers.server_error"
