"""The URL patterns of the service."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView, TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView

from onlineocr.api.reference import reference
from onlineocr.http.methods import takes_get
from onlineocr.http.problems import TABLE
from onlineocr.ops import health
from onlineocr.ops.status.metrics import MetricsView
from onlineocr.ops.status.views import status
from onlineocr.web.account import sign_in


@takes_get
def favicon(_: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(static("web/favicon.svg"))


# One way to sign in, and out, for every page: another one would not ask for a second factor.
browsable = [
    path("login/", RedirectView.as_view(pattern_name="web:login", query_string=True), name="login"),
    path("logout/", sign_in.LogOut.as_view(), name="logout"),
]
admin.site.login = sign_in.for_staff  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "onlineocr"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("onlineocr.api.urls")),
    path("api-auth/", include((browsable, "rest_framework"))),
    path("docs/", reference, name="docs"),
    path(
        "docs/try/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]),
        name="docs-try",
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
    path("metrics", MetricsView.as_view(), name="metrics"),
    path("status/", status, name="status"),
    path("", include("onlineocr.web.urls")),
    path("", include("onlineocr.web.flow_urls")),
]

handler400 = "onlineocr.http.handlers.bad_request"
handler404 = "onlineocr.http.handlers.page_not_found"
handler500 = "onlineocr.http.handlers.server_error"
