"""``RateLimit-Policy`` and ``RateLimit``: which limits apply to a call, and how much of each is left.

Whoever counts something attaches a ``Policy`` to the request, once per call and limit, whether the call goes on or is
refused; ``RateLimitMiddleware`` writes the headers on success and refusal alike. The fields are those of the IETF draft
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
    """One limit, and where the caller stands.

    ``quota`` and ``remaining`` count calls, or what ``unit`` says (``content-bytes`` for bytes, which the draft names;
    ``pages``). ``window`` is the length of the time in which the quota is given, and ``reset`` the time until there is
    more, both in seconds; None for a limit that no clock resets, such as a number of pages that may wait.
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
        """The item of ``RateLimit-Policy``."""
        unit = f';qu="{self.unit}"' if self.unit else ""
        return f'"{self.name}";q={self.quota}{unit}' + ("" if self.window is None else f";w={self.window}")

    def state(self) -> str:
        """The item of ``RateLimit``. Times are rounded up: who waits so long does not come too early."""
        until = "" if self.reset is None else f";t={max(0, math.ceil(self.reset))}"
        return f'"{self.name}";r={max(0, self.remaining)}{until}'


def attach(request: Request | HttpRequest, *policies: Policy) -> None:
    """Have the answer to ``request`` tell of these limits; a later policy takes the place of one of its name."""
    kept: dict[str, Policy] = plain(request).META.setdefault(_KEPT, {})
    kept.update({policy.name: policy for policy in policies})


def attached(request: Request | HttpRequest) -> Iterable[Policy]:
    """The limits that were attached so far."""
    kept: dict[str, Policy] = plain(request).META.get(_KEPT, {})
    return kept.values()


class RateLimitMiddleware:
    """Writes both headers when a limit was attached to the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if policies := attached(request):
            response.headers[POLICY_HEADER] = ", ".join(policy.policy() for policy in policies)
            response.headers[STATE_HEADER] = ", ".join(policy.state() for policy in policies)
        return response


def plain(request: Request | HttpRequest) -> HttpRequest:
    """Django's request, also from within one of REST framework's."""
    return request._request if isinstance(request, Request) else request  # noqa: SLF001
