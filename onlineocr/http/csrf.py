"""The CSRF check of forms and of calls with a session, and the cause when it fails."""

from __future__ import annotations

import logging
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, CsrfViewMiddleware
from django.template import loader
from django.urls import get_script_prefix
from rest_framework.authentication import CSRFCheck

from onlineocr.addresses import Host

OTHER_ORIGIN = (
    "The page was opened at {origin}, but the request reached the service as {here}. If {origin} is an address of this "
    "service, a proxy in front of it changes the host name or hides https: its operator sets "
    "ONLINEOCR_PUBLIC_URL={public} and restarts it, or lets the proxy pass on the Host header. If it is not, another "
    "site sent this form; do not send it again."
)
NO_ORIGIN = (
    "The browser did not say from which page the form came: it sent neither an Origin nor a Referer header of this "
    "service. A privacy setting, an extension or a proxy removes them; allow them for {here}."
)
HTTP_ONLY = (
    "The page was opened by http, but this service accepts cookies by https only. Open it by https, or its operator "
    "unsets ONLINEOCR_HTTPS."
)
log = logging.getLogger(__name__)


class OriginCheck:
    """Mixin of Django's check: an origin with the host name of the request is trusted on every port.

    Proxies often forward ``Host`` without the port, and do not report that they terminate TLS. Cookies apply to every
    port, so a program on another port of the host gets the visitor's cookies anyway. A page by http is not trusted
    for https.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        verified: bool = super()._origin_verified(request)  # type: ignore[misc]
        return verified or _has_our_name(request)


class CsrfMiddleware(OriginCheck, CsrfViewMiddleware):
    """The check of forms. Its error page names the cause if a proxy or a setting is the cause."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        detail = cause(request, str(reason))
        if not detail:
            response: HttpResponse = super()._reject(request, reason)  # type: ignore[misc]
            return response
        return HttpResponseForbidden(loader.render_to_string("403_origin.html", {"detail": detail}, request))


class SessionCheck(OriginCheck, CSRFCheck):
    """The check of API calls with a session."""


def cause(request: HttpRequest, reason: str) -> str:
    """Return the cause of the failure and the setting to change; "" if cookies or the age of the form are the cause.

    ``reason`` is Django's. The log gets the same text.
    """
    text = _cause(request, reason)
    if text:
        log.warning("a form was refused: %s", text)
    return text


def _cause(request: HttpRequest, reason: str) -> str:
    origin = request.META.get("HTTP_ORIGIN") or _origin_of(request.META.get("HTTP_REFERER", ""))
    here = f"{request.scheme}://{request.get_host()}"
    if reason == REASON_NO_CSRF_COOKIE:
        by_http = origin.startswith("http:") or not (origin or request.is_secure())
        return HTTP_ONLY if settings.CSRF_COOKIE_SECURE and by_http else ""
    if not reason.startswith(("Origin checking failed", "Referer checking failed")):
        return ""
    if not urlsplit(origin).netloc:
        return NO_ORIGIN.format(here=here)
    public = origin + get_script_prefix().rstrip("/")
    return OTHER_ORIGIN.format(origin=origin, here=here, public=public)


def _has_our_name(request: HttpRequest) -> bool:
    with suppress(ValueError):
        origin = urlsplit(request.META["HTTP_ORIGIN"])
        ours, theirs = Host.parse(request.get_host()), Host.parse(origin.netloc)
        return ours.name == theirs.name and origin.scheme in {"https", request.scheme}
    return False


def _origin_of(address: str) -> str:
    with suppress(ValueError):
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return ""
