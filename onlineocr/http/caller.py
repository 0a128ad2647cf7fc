"""Who makes a call: one value for every edge, made from what the authentication found."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from onlineocr.accounts.models import ApiKey, User
from onlineocr.accounts.rates import address_of
from onlineocr.documents.limits.callers import lane_of


@dataclass(frozen=True, slots=True)
class Caller:
    """``owner`` is None for a visitor. ``address`` is the IPv4 address or the /64 network of IPv6, None behind a socket
    without one. ``key`` is the API key, where one was used."""

    owner: User | None
    address: str | None
    key: ApiKey | None = None

    @property
    def share_key(self) -> str:
        """The key under which the caller takes turns with others, and under which its idempotency keys count."""
        return lane_of(self.owner, self.address)


def caller_of(request: Request | HttpRequest) -> Caller:
    """Return the caller of ``request``; authenticates it where that has not been done yet."""
    plain = request._request if isinstance(request, Request) else request  # noqa: SLF001 - it has the address
    user = request.user
    key = getattr(request, "auth", None)
    owner = user if isinstance(user, User) and user.is_authenticated else None
    return Caller(owner, address_of(plain), key if isinstance(key, ApiKey) else None)


def visitor_of(request: HttpRequest) -> Caller:
    """Return the caller as a visitor, before anybody knows whose credentials come with the call."""
    return Caller(None, address_of(request))
