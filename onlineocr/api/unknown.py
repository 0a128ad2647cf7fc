"""Addresses under ``/api/`` that do not exist."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import resolve
from django.views.decorators.csrf import csrf_exempt

from onlineocr.http.errors import problem
from onlineocr.http.links import below_prefix
from onlineocr.http.methods import takes


@takes()
@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponseBase:
    """Return 404; if only the last slash is missing, redirect a GET, and name the address to other methods."""
    right = request.path + "/"
    if request.path.endswith("/") or resolve(f"{request.path_info}/").url_name == "api-unknown":
        docs = below_prefix("/docs/")
        return problem(request, "not_found", f"There is no such address in the API; {docs} lists them.")
    if request.method in {"GET", "HEAD"}:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{right}?{query}" if query else right)
    return problem(request, "not_found", f"The address ends with a slash: {right}")
