"""One try of a delivery: sign the message, send it by the guarded fetcher, and return the outcome."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from django.conf import settings

from onlineocr import fetch
from onlineocr.sealing import CannotUnseal

from .models import Delivery

SECONDS = 15.0

_ASKED_TO_WAIT = {429, 503}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of a try. ``status`` is None without a response; ``retry_after`` is in seconds from now."""

    status: int | None = None
    error: str = ""
    excerpt: str = ""
    retry_after: float = 0.0

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        return self.status == 410


def policy() -> fetch.Policy:
    """Return the policy for receivers: https, or the networks that the operator allows."""
    return fetch.Policy(settings.FETCH_ALLOW, settings.FETCH_PORTS, plain=False)


def attempt(delivery: Delivery) -> Outcome:
    """Send the message once, within :data:`SECONDS` and without raising errors for any behavior of the receiver."""
    try:
        headers = {"Content-Type": "application/json"} | delivery.headers()
        body = delivery.payload.encode()
        answer = fetch.post(fetch.Url.parse(delivery.url), body, headers, policy=policy(), seconds=SECONDS)
    except (fetch.FetchError, CannotUnseal) as error:
        return Outcome(error=str(error))
    wait = answer.headers.get("retry-after", "") if answer.status in _ASKED_TO_WAIT else ""
    outcome = Outcome(answer.status, "", answer.excerpt, _seconds(wait))
    if outcome.delivered:
        return outcome
    return Outcome(answer.status, f"The receiver answered {answer.status}.", answer.excerpt, outcome.retry_after)


def _seconds(text: str) -> float:
    """Parse ``Retry-After``, a number of seconds or a date; return 0 for other text."""
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
