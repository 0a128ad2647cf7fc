"""The caller's own address when reverse proxies stand in front."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}|\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?")


class ProxyMiddleware:
    """Sets ``REMOTE_ADDR`` from ``X-Forwarded-For``: the entry that the outermost of our own proxies wrote.

    Entries further left come from the caller, who may write what he likes; they are never believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.TRUSTED_PROXIES:
            address = forwarded_for(request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXIES)
            request.META["REMOTE_ADDR"] = address or request.META.get("REMOTE_ADDR", "")
        return self.get_response(request)


def forwarded_for(header: str, proxies: int) -> str:
    """The entry of ``header`` that counts from the right; empty when it is missing or no address.

    Some proxies write the port too: ``192.0.2.7:4711``, ``[2001:db8::7]:4711``.
    """
    entries = [entry.strip() for entry in header.split(",")]
    if len(entries) < proxies:
        return ""
    found = _PORT.fullmatch(entries[-proxies])
    try:
        return str(ipaddress.ip_address(found[1] or found[2] if found else entries[-proxies]))
    except ValueError:
        return ""
