"""The outbox as a queue: deliveries are claimed, tried, ended or put off. The row is the truth.

A claim is one conditional UPDATE that writes a fresh token and moves ``next_at`` past the longest try. Whoever dies in
the middle leaves a row that is due again by itself: a message may arrive twice, with the same id, and is never lost.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from onlineocr.dbclock import DatabaseNow

from .models import Delivery, Webhook
from .querysets import DeliveryQuerySet
from .sending import Outcome

LEASE = timedelta(seconds=60)  # well past the seconds of a try
# Seconds before the second, third, … try; what is not delivered after 28 to 35 hours has failed.
DELAYS = (5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000)
JITTER = 0.25
LONGEST_WAIT = 86_400.0  # seconds that a receiver may ask us to stay away
PATIENCE = timedelta(days=3)  # a webhook that failed at every try for so long is disabled


def claim(worker: str, *, hosts: Collection[str] = (), owners: Collection[int] = ()) -> Delivery | None:
    """Take the delivery that has been due for longest, passing ``hosts`` and ``owners`` by that are busy enough."""
    due = Delivery.objects.due(DatabaseNow()).passing_by(hosts, owners).select_related("webhook")
    for delivery in due[:8]:
        token = secrets.token_hex(16)
        same = Delivery.objects.waiting().filter(pk=delivery.pk, token=delivery.token, attempts=delivery.attempts)
        if same.update(attempts=F("attempts") + 1, token=token, worker=worker, next_at=DatabaseNow() + LEASE):
            delivery.attempts += 1
            delivery.token = token
            return delivery
    return None


@transaction.atomic
def settle(delivery: Delivery, outcome: Outcome) -> None:
    """Write down how a try went; nothing when the delivery is no longer ours."""
    last = {
        "token": "",
        "worker": "",
        "last_at": timezone.now(),
        "last_status": outcome.status,
        "last_error": outcome.error[:300],
        "last_excerpt": outcome.excerpt,
    }
    if outcome.delivered:
        ended = _end(delivery, Delivery.Status.DELIVERED, last)
        if ended and delivery.webhook is not None and delivery.webhook.failing_since is not None:
            Webhook.objects.filter(pk=delivery.webhook.pk).update(failing_since=None)
    elif outcome.gone or delivery.attempts > len(DELAYS):
        if _end(delivery, Delivery.Status.FAILED, last):
            _judge(delivery, gone=outcome.gone)
    else:
        _mine(delivery).update(next_at=DatabaseNow() + _delay(delivery, outcome), **last)
        _note_failing(delivery)


def give_back(delivery: Delivery) -> None:
    """Put a delivery back whose try was broken off by a worker that ends in good order; the try does not count."""
    _mine(delivery).update(token="", worker="", next_at=DatabaseNow(), attempts=F("attempts") - 1)


def abandon(worker: str) -> int:
    """What a worker that is known to be dead had under way is due at once; how many there were."""
    held = Delivery.objects.waiting().filter(worker=worker).exclude(token="")
    return held.update(token="", worker="", next_at=DatabaseNow())


def tidy() -> int:
    """Delete what ended long ago; how many there were."""
    old = Delivery.objects.exclude(status=Delivery.Status.WAITING)
    return old.filter(ended_at__lt=timezone.now() - settings.WEBHOOK_LOG).delete()[0]


def _mine(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.held_by(delivery.token)


def _end(delivery: Delivery, status: Delivery.Status, last: dict[str, object]) -> bool:
    return bool(_mine(delivery).update(status=status, ended_at=timezone.now(), **last))


def _delay(delivery: Delivery, outcome: Outcome) -> timedelta:
    seconds = DELAYS[min(delivery.attempts, len(DELAYS)) - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311
    return timedelta(seconds=max(seconds, min(outcome.retry_after, LONGEST_WAIT)))


def _note_failing(delivery: Delivery) -> None:
    if delivery.webhook is not None and delivery.webhook.failing_since is None:
        Webhook.objects.filter(pk=delivery.webhook.pk, failing_since=None).update(failing_since=timezone.now())


def _judge(delivery: Delivery, *, gone: bool) -> None:
    """A delivery has failed for good: is its webhook worth another one?"""
    webhook = delivery.webhook
    if webhook is None:
        return
    if gone:
        webhook.disable("The receiver answered 410 Gone.")
        return
    since = webhook.failing_since
    if since is not None and timezone.now() - since > PATIENCE:
        webhook.disable(f"Nothing could be delivered since {since:%Y-%m-%d %H:%M} UTC.")
