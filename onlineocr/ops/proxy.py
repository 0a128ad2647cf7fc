"""The caller's own address when reverse proxies stand in front."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


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
    """The entry of ``header`` that counts from the right; empty when it is missing or no address."""
    entries = [entry.strip() for entry in header.split(",")]
    if len(entries) < proxies:
        return ""
    try:
        return str(ipaddress.ip_address(entries[-proxies]))
    except ValueError:
        return ""
