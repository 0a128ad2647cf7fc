"""How often one address may ask for what costs much or invites guessing, by whichever way it asks."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def caller(request: HttpRequest) -> str:
    """The address that is counted: an IPv4 address, or the /64 network that one IPv6 customer owns."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``settings.THROTTLE_RATES[scope]`` calls of one address in each ``window`` seconds.

    Counted by one atomic increment, so that calls at the same moment cannot slip past.
    """

    scope: str
    window: int

    def take(self, request: HttpRequest) -> bool:
        """Count a call; False when it is one too many."""
        return self._count(request, 1) <= settings.THROTTLE_RATES[self.scope]

    def is_spent(self, request: HttpRequest) -> bool:
        """Whether the next call would be one too many; counts nothing."""
        return self._count(request, 0) >= settings.THROTTLE_RATES[self.scope]

    def wait(self) -> float:
        """Seconds until the window ends."""
        return self.window - time.time() % self.window

    def _count(self, request: HttpRequest, more: int) -> int:
        key = f"throttle:{self.scope}:{int(time.time() // self.window)}:{caller(request)}"
        cache.add(key, 0, self.window)
        try:
            return cache.incr(key, more)
        except ValueError:  # the window ended in between
            return more


SIGN_IN = Rate("sign_in", 60)
"""Sign-ins, whether they succeed or not."""
REGISTER = Rate("register", 3600)
BASIC_FAILURE = Rate("basic_failure", 60)
"""Wrong passwords by HTTP Basic, whatever the name: trying one password on many names ends here."""
