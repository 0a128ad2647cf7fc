"""The mail server as one address, such as ``smtp://user:password@mail.example.org:587``."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
HOW = "smtp:// with STARTTLS, smtps:// with TLS, smtp+plain:// without either"


def parse(text: str) -> dict[str, Any]:
    """Return Django's settings of the mail server; raise ValueError with the fault, which does not repeat ``text``."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is no address of a mail server, or its port is no number") from None
    if parts.scheme not in PORTS:
        raise ValueError(f"does not begin with a known scheme: {HOW}")
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("is not of the form smtp://user:password@host:port; write special characters as %40")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def check(text: str) -> None:
    """Raise ValueError as `parse` does."""
    parse(text)
