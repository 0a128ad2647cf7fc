"""How often one address may ask for what costs much or invites guessing."""

from __future__ import annotations

import ipaddress
import time
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # views load the authentication classes, which load this module
    from rest_framework.views import APIView


def caller(request: Request | HttpRequest) -> str:
    """The address that is counted: an IPv4 address, or the /64 network that one IPv6 customer owns."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


class AddressThrottle(BaseThrottle):
    """At most ``settings.THROTTLE_RATES[scope]`` calls of one address in each ``window`` seconds; then 429.

    Counted by one atomic increment, so that calls at the same moment cannot slip past.
    """

    scope: ClassVar[str]
    window: ClassVar[int]

    def allow_request(self, request: Request | HttpRequest, view: APIView | None) -> bool:  # noqa: ARG002
        return self._count(request, 1) <= settings.THROTTLE_RATES[self.scope]

    def is_spent(self, request: Request | HttpRequest) -> bool:
        """Whether the next call would be refused; counts nothing."""
        return self._count(request, 0) >= settings.THROTTLE_RATES[self.scope]

    def wait(self) -> float:
        """Seconds until the window ends."""
        return self.window - time.time() % self.window

    def _count(self, request: Request | HttpRequest, more: int) -> int:
        key = f"throttle:{self.scope}:{int(time.time() // self.window)}:{caller(request)}"
        cache.add(key, 0, self.window)
        try:
            return cache.incr(key, more)
        except ValueError:  # the window ended in between
            return more


class SignInThrottle(AddressThrottle):
    """Sign-ins for tokens, whether they succeed or not."""

    scope = "sign_in"
    window = 60


class RegisterThrottle(AddressThrottle):
    scope = "register"
    window = 3600


class BasicFailureThrottle(AddressThrottle):
    """Wrong passwords by HTTP Basic, whatever the name: trying one password on many names ends here."""

    scope = "basic_failure"
    window = 60
