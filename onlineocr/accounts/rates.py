"""Rate limits of one address for costly calls and for calls that check credentials, over the API and the web pages."""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the counted address: an IPv4 address, or the /64 network that one IPv6 customer owns.

    ``::ffff:192.0.2.7``, the form of a socket for both families, counts as 192.0.2.7. None without an address, as
    behind a Unix socket; all such callers share one count. django-axes uses this address too.
    """
    return network_of(str(request.META.get("REMOTE_ADDR", "")))


def network_of(text: str) -> str | None:
    """Return the address or /64 network under which the address ``text`` is counted, None if it is no IP address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


@dataclass(frozen=True, slots=True)
class Standing:
    """A caller's use of a rate: ``used`` of ``quota`` calls, and the seconds until the count restarts."""

    used: int
    quota: int
    reset: float

    @property
    def exceeded(self) -> bool:
        """Whether the last counted call exceeded the quota."""
        return self.used > self.quota

    @property
    def spent(self) -> bool:
        """Whether the next call would exceed the quota."""
        return self.used >= self.quota

    @property
    def seconds(self) -> int:
        """Whole seconds until the count restarts."""
        return max(1, math.ceil(self.reset))

    @property
    def remaining(self) -> int:
        """The number of remaining calls."""
        return max(0, self.quota - self.used)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``settings.THROTTLE_RATES[scope]`` calls of one address in a window of ``window`` seconds.

    A window begins with the first counted call. With fixed windows, such as the minutes of the hour, a caller could
    make twice as many calls around their boundary. The count is one atomic increment, so that concurrent calls cannot
    exceed the quota.
    """

    scope: str
    window: int

    def take(self, request: HttpRequest) -> Standing:
        """Count a call; the result is ``exceeded`` if the call is above the quota."""
        return self._count(request, 1)

    def look(self, request: HttpRequest) -> Standing:
        """Return the caller's use without counting a call."""
        return self._count(request, 0)

    def _count(self, request: HttpRequest, more: int) -> Standing:
        caller_key = f"throttle:{self.scope}:{address_of(request)}"
        now = time.time()
        since = cache.get(caller_key, now)
        if more:
            since = cache.get_or_set(caller_key, now, self.window)
        key = f"{caller_key}:{since}"
        cache.add(key, 0, self.window)
        try:
            used = cache.incr(key, more)
        except ValueError:  # the window ended meanwhile
            used = more
        reset = min(max(since + self.window - now, 0), self.window)  # the clock may have been set meanwhile
        return Standing(used, settings.THROTTLE_RATES[self.scope], reset)


SIGN_IN = Rate("sign_in", 60)
"""Sign-ins, whether they succeed or not."""
REGISTER = Rate("register", 3600)
WRONG_CREDENTIALS = Rate("wrong_credentials", 60)
"""Wrong passwords by HTTP Basic for all names together, against one password on many names; and wrong API keys."""
RESET = Rate("reset", 3600)
"""Requests for a mail with which a password is reset."""
EXPORT = Rate("export", 3600)
"""Exports of a whole account: each reads all its files."""
BATCH = Rate("batch", 3600)
"""New empty batches."""
