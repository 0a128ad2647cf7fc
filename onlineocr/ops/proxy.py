"""Restore the original address, host, scheme and path of requests passed on by trusted reverse proxies."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import set_script_prefix

from onlineocr.addresses import OWN_SEGMENTS, PREFIX
from onlineocr.env import Network

_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}|\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?")
_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PREFIX")
log = logging.getLogger(__name__)


class ProxyMiddleware:
    """Apply the ``X-Forwarded-*`` headers of trusted proxies, and remove those of other senders.

    ``-For`` sets ``REMOTE_ADDR``, ``-Host`` the ``Host`` header, ``-Prefix`` the path prefix, and Django reads
    ``-Proto``. If ``ONLINEOCR_PUBLIC_URL`` is set, its path is the prefix instead. Django's addresses, links and
    cookies are then below the prefix.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._warned = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if trusts(request):
            apply_address_and_host(request)
        else:
            self._warn(request)
            for header in _HEADERS:
                request.META.pop(header, None)
        prefix = settings.PATH_PREFIX
        if not settings.PUBLIC_ORIGIN:
            prefix = forwarded_prefix(request.META.get("HTTP_X_FORWARDED_PREFIX", ""))
        mount(request, prefix)
        response = self.get_response(request)
        if prefix:
            _move_cookies(response, prefix)
        return response

    def _warn(self, request: HttpRequest) -> None:
        """Log once that a proxy is not trusted: callers behind it share one limit, and sign-in may fail."""
        sent = [header[5:].replace("_", "-").title() for header in _HEADERS if header in request.META]
        if sent and not self._warned:
            self._warned = True
            peer = request.META.get("REMOTE_ADDR")
            log.warning(
                "%s from %s is ignored. If a reverse proxy of yours sends it, set ONLINEOCR_PROXIES=1 or its address.",
                " and ".join(sent), peer,
            )  # fmt: skip


def trusts(request: HttpRequest) -> bool:
    """Return whether the peer of the connection is a trusted proxy."""
    return bool(settings.TRUSTED_PROXIES) or _is_within(request.META.get("REMOTE_ADDR", ""), settings.PROXY_NETWORKS)


def apply_address_and_host(request: HttpRequest) -> None:
    """Set the client address and the host as received by the outermost trusted proxy."""
    meta = request.META
    meta["REMOTE_ADDR"] = client_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))
    hosts = [host.strip() for host in meta.get("HTTP_X_FORWARDED_HOST", "").split(",") if host.strip()]
    if hosts:  # HostMiddleware checks it like any other host
        meta["HTTP_HOST"] = hosts[max(0, len(hosts) - (settings.TRUSTED_PROXIES or 1))]


def client_address(peer: str, header: str) -> str:
    """Return the caller's address: from ``header`` if trusted proxies wrote it, else that of the socket's peer."""
    address = ""
    if settings.TRUSTED_PROXIES:
        address = forwarded_for(header, settings.TRUSTED_PROXIES)
    elif _is_within(peer, settings.PROXY_NETWORKS):
        address = first_outside(header, settings.PROXY_NETWORKS)
    return address or peer


def forwarded_for(header: str, proxies: int) -> str:
    """Return the entry of ``header`` written by the outermost of the ``proxies``; empty if it is missing or no address.

    Entries further left come from the caller and are ignored. Some proxies write the port too: ``192.0.2.7:4711``,
    ``[2001:db8::7]:4711``.
    """
    entries = header.split(",")
    return _address(entries[-proxies]) if len(entries) >= proxies else ""


def first_outside(header: str, networks: Iterable[Network]) -> str:
    """Return the rightmost entry of ``header`` outside of ``networks``; the leftmost one if all are inside."""
    address = ""
    for entry in reversed(header.split(",")):
        found = _address(entry)
        if not found:
            break
        address = found
        if not _is_within(address, networks):
            break
    return address


def forwarded_prefix(header: str) -> str:
    """Return the path prefix in ``header``; empty if it is invalid. Each of several proxies writes one entry."""
    prefix = "".join(entry.strip().rstrip("/") for entry in header.split(","))
    return prefix if PREFIX.fullmatch(prefix) and ".." not in prefix else ""


def mount(request: HttpRequest, prefix: str) -> None:
    """Serve ``request`` below ``prefix``, whether or not the proxy removed the prefix from the path."""
    path = request.path_info
    own = prefix.split("/")[1] in OWN_SEGMENTS if prefix else True  # then the proxy must have removed it
    if not own and (path == prefix or path.startswith(f"{prefix}/")):
        path = path[len(prefix) :] or "/"
    request.path_info = request.META["PATH_INFO"] = path
    request.path = prefix + path
    request.META["SCRIPT_NAME"] = prefix
    set_script_prefix(f"{prefix}/")


def _move_cookies(response: HttpResponseBase, prefix: str) -> None:
    """Limit our cookies to the prefix, so that other programs on the host do not get them."""
    for cookie in response.cookies.values():
        if cookie["path"] == "/":
            cookie["path"] = prefix


def _address(entry: str) -> str:
    found = _PORT.fullmatch(entry.strip())
    try:
        return str(ipaddress.ip_address(found[1] or found[2] if found else entry.strip()))
    except ValueError:
        return ""


def _is_within(text: str, networks: Iterable[Network]) -> bool:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address.version == network.version and address in network for network in networks)
