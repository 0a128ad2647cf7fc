"""``RateLimit-Policy`` and ``RateLimit``: the limits that apply to a call, and the rest of each.

Code that counts calls, pages or bytes attaches a ``Policy`` to the request, once per call and limit, for accepted and
refused calls; ``RateLimitMiddleware`` writes the headers of both. The fields are those of the IETF draft
"RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers)::

    RateLimit-Policy: "sign_in";q=60;w=60
    RateLimit: "sign_in";r=12;t=33
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from rest_framework.request import Request

POLICY_HEADER = "RateLimit-Policy"
STATE_HEADER = "RateLimit"
_KEPT = "onlineocr.ratelimit"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Policy:
    """One limit, and the caller's use of it.

    ``quota`` and ``remaining`` count calls, or the ``unit`` (``content-bytes``, the draft's name for bytes, or
    ``pages``). ``window`` is the period of the quota, and ``reset`` the time until more is available, both in seconds;
    None for a limit that does not depend on time, such as the number of queued pages.
    """

    name: str
    quota: int
    remaining: int
    window: int | None = None
    reset: float | None = None
    unit: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no name of a limit: small letters, digits and _")

    def policy(self) -> str:
        """Return the item of ``RateLimit-Policy``."""
        unit = f';qu="{self.unit}"' if self.unit else ""
        return f'"{self.name}";q={self.quota}{unit}' + ("" if self.window is None else f";w={self.window}")

    def state(self) -> str:
        """Return the item of ``RateLimit``. Times are rounded up: a client that waits this time is not too early."""
        until = "" if self.reset is None else f";t={max(0, math.ceil(self.reset))}"
        return f'"{self.name}";r={max(0, self.remaining)}{until}'


def attach(request: Request | HttpRequest, *policies: Policy) -> None:
    """Add these limits to the response to ``request``; a later policy replaces one with the same name."""
    kept: dict[str, Policy] = plain(request).META.setdefault(_KEPT, {})
    kept.update({policy.name: policy for policy in policies})


def attached(request: Request | HttpRequest) -> Iterable[Policy]:
    """Return the limits that were attached so far."""
    kept: dict[str, Policy] = plain(request).META.get(_KEPT, {})
    return kept.values()


class RateLimitMiddleware:
    """Writes both headers if a limit was attached to the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if policies := attached(request):
            response.headers[POLICY_HEADER] = ", ".join(policy.policy() for policy in policies)
            response.headers[STATE_HEADER] = ", ".join(policy.state() for policy in policies)
        return response


def plain(request: Request | HttpRequest) -> HttpRequest:
    """Return Django's request, also for a request of REST framework."""
    return request._request if isinstance(request, Request) else request  # noqa: SLF001
