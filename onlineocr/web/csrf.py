"""The response to a form that failed the CSRF check, with the cause and a link to the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

OLD = "You signed in or out, or deleted cookies, since this page was opened. Open it again and send the form once more."
NO_COOKIE = "Your browser sent no cookie along. Allow cookies for this site, open the page again and send the form."


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return a 403 page, or redirect to the form's target if its effect exists already."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    signed_in = request.user.is_authenticated
    if (signed_in and name in {"web:login", "web:signup"}) or (not signed_in and name == "web:logout"):
        return HttpResponseRedirect(_next(request))
    context = {"detail": NO_COOKIE if reason == REASON_NO_CSRF_COOKIE else OLD, "way": _way(request, name)}
    return render(request, "403_csrf.html", context, status=403)


def _way(request: HttpRequest, name: str) -> str:
    """Return the address of the page with a new form; every address of the service that accepts a form accepts GET."""
    kept = {key: value for key in ("next", "token") if (value := request.POST.get(key, ""))}
    if name == "web:keep":
        return reverse("web:document", kwargs=request.resolver_match.kwargs) + _query(kept)  # type: ignore[union-attr]
    return request.path + _query(kept)


def _query(values: dict[str, str]) -> str:
    return "?" + urlencode(values) if values else ""


def _next(request: HttpRequest) -> str:
    way = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(way, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return way if way and safe else reverse("web:home")
