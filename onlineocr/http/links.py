"""Links to this service at its public address."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from rest_framework.request import Request


def absolute(request: HttpRequest | Request, path: str = "") -> str:
    """Return the absolute address of ``path``, or of the request itself.

    It begins with ``ONLINEOCR_PUBLIC_URL``. Without that setting it begins with the host of the request, which a
    trusted proxy may name in ``X-Forwarded-Host``.
    """
    if not settings.PUBLIC_ORIGIN:
        return request.build_absolute_uri(path or None)
    return urljoin(settings.PUBLIC_ORIGIN, path or request.get_full_path())


def mailed(request: HttpRequest, path: str) -> str:
    """Return the absolute address of ``path`` for a mail.

    It begins with ``ONLINEOCR_PUBLIC_URL``, without which mails are only printed; then with this machine and the port
    of the server. It never contains a name from the request's headers: a stranger could send any.
    """
    if settings.PUBLIC_ORIGIN:
        return urljoin(settings.PUBLIC_ORIGIN, path)
    return f"http://localhost:{request.META.get('SERVER_PORT', '')}{path}"


def below_prefix(path: str) -> str:
    """Return ``path``, which begins with a slash, below the path prefix of this thread's request."""
    return get_script_prefix().rstrip("/") + path
