"""The outbox as a queue of deliveries: claim, settle, give back. The database row is the only state.

A claim is one conditional UPDATE that writes a new token and moves ``next_at`` past the longest try. If a worker dies
during a try, the row becomes due again by itself: a message may arrive twice, with the same id, and is never lost.
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

LEASE = timedelta(seconds=60)  # well above the seconds of a try
# Seconds before the second, third, … try; a message that is not delivered after 28 to 35 hours has failed.
DELAYS = (5, 60, 300, 1800, 7200, 18_000, 36_000, 36_000)
JITTER = 0.25
LONGEST_WAIT = 86_400.0  # seconds of ``Retry-After`` that are respected
PATIENCE = timedelta(days=3)  # a webhook that has failed in every try for this time is disabled


def claim(worker: str, *, hosts: Collection[str] = (), owners: Collection[int] = ()) -> Delivery | None:
    """Claim the delivery that has been due for longest, except those to busy ``hosts`` and of busy ``owners``."""
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
    """Record the outcome of a try; do nothing if another worker holds the delivery."""
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
    """Return a delivery to the queue because its worker stops during the try; the try does not count."""
    _mine(delivery).update(token="", worker="", next_at=DatabaseNow(), attempts=F("attempts") - 1)


def abandon(worker: str) -> int:
    """Make the deliveries of a dead worker due at once; return their number."""
    held = Delivery.objects.waiting().filter(worker=worker).exclude(token="")
    return held.update(token="", worker="", next_at=DatabaseNow())


def tidy() -> int:
    """Delete deliveries that ended long ago; return their number."""
    old = Delivery.objects.exclude(status=Delivery.Status.WAITING)
    return old.filter(ended_at__lt=timezone.now() - settings.WEBHOOK_LOG).delete()[0]


def _mine(delivery: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.leased_by(delivery.token)


def _end(delivery: Delivery, status: Delivery.Status, last: dict[str, object]) -> bool:
    return bool(_mine(delivery).update(status=status, ended_at=timezone.now(), **last))


def _delay(delivery: Delivery, outcome: Outcome) -> timedelta:
    seconds = DELAYS[min(delivery.attempts, len(DELAYS)) - 1] * random.uniform(1, 1 + JITTER)  # noqa: S311
    return timedelta(seconds=max(seconds, min(outcome.retry_after, LONGEST_WAIT)))


def _note_failing(delivery: Delivery) -> None:
    if delivery.webhook is not None and delivery.webhook.failing_since is None:
        Webhook.objects.filter(pk=delivery.webhook.pk, failing_since=None).update(failing_since=timezone.now())


def _judge(delivery: Delivery, *, gone: bool) -> None:
    """Disable the webhook of a failed delivery, if it is gone or has failed for too long."""
    webhook = delivery.webhook
    if webhook is None:
        return
    if gone:
        webhook.disable("The receiver answered 410 Gone.")
        return
    since = webhook.failing_since
    if since is not None and timezone.now() - since > PATIENCE:
        webhook.disable(f"Nothing could be delivered since {since:%Y-%m-%d %H:%M} UTC.")
