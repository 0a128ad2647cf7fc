"""The caller of a request: one value for the API and the web pages, from the result of the authentication."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from onlineocr.accounts.models import ApiKey, User
from onlineocr.accounts.rates import address_of
from onlineocr.documents.limits.callers import share_key_of


@dataclass(frozen=True, slots=True)
class Caller:
    """Caller of a request. ``owner`` is None for a visitor. ``address`` is the IPv4 address or the /64 network of IPv6,
    None for a socket without an address. ``key`` is the API key, if the call used one."""

    owner: User | None
    address: str | None
    key: ApiKey | None = None

    @property
    def share_key(self) -> str:
        """Return the caller's key for fair shares of the queue, and for its idempotency keys."""
        return share_key_of(self.owner, self.address)


def caller_of(request: Request | HttpRequest) -> Caller:
    """Return the caller of ``request``, which is authenticated now if it has not been yet."""
    plain = request._request if isinstance(request, Request) else request  # noqa: SLF001 - it has the address
    user = request.user
    key = getattr(request, "auth", None)
    owner = user if isinstance(user, User) and user.is_authenticated else None
    return Caller(owner, address_of(plain), key if isinstance(key, ApiKey) else None)


def visitor_of(request: HttpRequest) -> Caller:
    """Return the caller as a visitor, before the credentials of the call are checked."""
    return Caller(None, address_of(request))
