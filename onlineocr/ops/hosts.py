"""The accepted ``Host`` headers."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.http.request import validate_host
from django.urls import get_resolver

from onlineocr.addresses import Host
from onlineocr.fetch.own_names import is_private

NO_NAME = "The Host header is not a host name: {host!r}. Send the name or the address by which this server is reached."
NOT_SERVED = (
    "The host name {name!r} is not served here. If it is a name of this service, its operator adds it: "
    "ONLINEOCR_HOSTS={name}, then a restart."
)
LOGGED = "a request for the host %r was refused. Is it yours? Then set ONLINEOCR_HOSTS=%s"
PROBES = ("/healthz", "/readyz")
log = logging.getLogger(__name__)


class HostMiddleware:
    """Return 400 for a host name that is neither local nor in ``ONLINEOCR_HOSTS``.

    A foreign web page can point its own public name at a machine in your network (DNS rebinding), or make links with a
    wrong host. It cannot do so with an IP address, a name without a dot or a name under a local suffix, so those need
    no setting. Health probes are answered under any name or none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.META.get("HTTP_HOST", "")
        host = host_of(sent)
        if request.path_info in PROBES or not sent:
            host = host or own_host(request)
        if host is None:
            return _refuse(request, NO_NAME.format(host=sent[:100]))
        if not (request.path_info in PROBES or not sent or is_served(host, settings.PUBLIC_HOSTS)):
            log.warning(LOGGED, host.name, host.name)
            return _refuse(request, NOT_SERVED.format(name=host.name))
        declare(request, host)
        return self.get_response(request)


def host_of(text: str) -> Host | None:
    """Parse the value of a ``Host`` header; None if it is neither a name nor an address."""
    try:
        return Host.parse(text)
    except ValueError:
        return None


def own_host(request: HttpRequest) -> Host:
    """Return the host for a request without one: the public address, or the address that the server listens on."""
    if settings.PUBLIC_ORIGIN:
        return Host.parse(settings.PUBLIC_ORIGIN.partition("://")[2])
    port = str(request.META.get("SERVER_PORT", ""))
    return host_of(f"{request.META.get('SERVER_NAME')}:{'' if port == '80' else port}") or Host("localhost")


def declare(request: HttpRequest, host: Host) -> None:
    """Make Django accept ``host``. Its own parser refuses a name with an underscore, an empty port, and a missing
    name."""
    plain = str(host)
    request.META["HTTP_HOST"] = plain
    if "_" in host.name:
        request.get_host = lambda: plain  # type: ignore[method-assign]


def is_served(host: Host, public: Iterable[str]) -> bool:
    """Return whether ``host`` names this service, at any port."""
    return _is_local(host.name) or validate_host(host.name, public)


def _is_local(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return is_private(name)
    return True


def _refuse(request: HttpRequest, text: str) -> HttpResponseBase:
    # Not raised: that would fill the log with tracebacks, and show another page in development.
    refuse = get_resolver().resolve_error_handler(400)
    return refuse(request, DisallowedHost(text))  # type: ignore[call-arg]
