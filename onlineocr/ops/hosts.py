"""Which ``Host`` headers are served."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port, validate_host
from django.urls import get_resolver

REFUSAL = "This host name is not served here. The operator can add it to ONLINEOCR_HOSTS."
LOCAL_SUFFIXES = (".localhost", ".local", ".lan", ".internal", ".home.arpa")


class HostMiddleware:
    """Answers 400 for a name that is neither local nor in ``ONLINEOCR_HOSTS``.

    A foreign web page can point its own public name at a machine in your network (DNS rebinding) and can make links
    carry a wrong host. It can do neither with an address, a name without a dot or a name under a local suffix, so
    those need no setting.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.META.get("HTTP_HOST", "")
        if host and not is_served(host, settings.PUBLIC_HOSTS):
            # Not raised: strangers' scans would fill the log with tracebacks, and development show a page of its own.
            refuse = get_resolver().resolve_error_handler(400)
            return refuse(request, DisallowedHost(REFUSAL))  # type: ignore[call-arg]
        return self.get_response(request)


def is_served(host: str, public: Iterable[str]) -> bool:
    """Whether the value of a ``Host`` header, port included or not, names this service."""
    domain, _ = split_domain_port(host)
    if not domain:
        return False
    return _is_local(domain) or validate_host(domain, public)


def _is_local(domain: str) -> bool:
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return "." not in domain or domain.endswith(LOCAL_SUFFIXES)
    return True
