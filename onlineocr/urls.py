"""The URL patterns of the service."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView

from onlineocr.http.methods import takes_get
from onlineocr.http.problems import TABLE
from onlineocr.ops import health


@takes_get
def favicon(_: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(static("web/favicon.svg"))


admin.site.site_header = admin.site.site_title = "onlineocr"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("onlineocr.api.urls")),
    path("api-auth/", include("rest_framework.urls")),
    path(
        "docs/", SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]), name="docs"
    ),
    path(
        "docs/errors/",
        TemplateView.as_view(template_name="api/errors.html", extra_context={"problems": TABLE.values()}),
        name="docs-errors",
    ),
    path("admin/", admin.site.urls),
    # For pages of other packages without an icon: browsers then request this address.
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("onlineocr.web.urls")),
]

handler400 = "onlineocr.http.handlers.bad_request"
handler404 = "onlineocr.http.handlers.page_not_found"
handler500 = "onlineocr.http.handlers.server_error"
