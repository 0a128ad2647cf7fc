"""Operations of owners on their webhooks."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from onlineocr.dbclock import DatabaseNow

from . import outbox
from .models import PING, DefaultSecret, Delivery, Webhook

MOST = 20  # webhooks per owner
MOST_PINGS = 5  # waiting pings per webhook


NAME_TAKEN = "Another webhook of yours has this name."
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class TooManyWebhooks(Exception):
    """The owner has the largest number of webhooks already."""


class CannotPing(Exception):
    """The webhook is disabled, or several tests wait already. The text contains the remedy."""


def checked_name(value: str) -> str:
    """Return ``value`` if it can name a webhook; raise ValueError with the rule otherwise."""
    if value and not _NAME.fullmatch(value):
        raise ValueError("Use letters, digits, '-' and '_', a letter or digit first.")
    return value


def register(*, owner: Any, url: str, **fields: Any) -> tuple[Webhook, str]:
    """Create a webhook; return it and its secret, which is not shown again.

    Raise :class:`TooManyWebhooks`, or IntegrityError for a name of another webhook of the owner.
    """
    with transaction.atomic():
        # The owner's row is locked, so that concurrent calls cannot exceed the limit.
        get_user_model().objects.select_for_update().get(pk=owner.pk)
        if Webhook.objects.of(owner).count() >= MOST:
            raise TooManyWebhooks(f"There are {MOST} webhooks already, as many as an account may have.")
        webhook = Webhook(owner=owner, url=url, **fields)
        secret = webhook.start()
        webhook.save()
    return webhook, secret


def change(webhook: Webhook, **fields: Any) -> None:
    """Set ``fields``. A new address applies to waiting deliveries too; disabling the webhook fails them."""
    was_active = webhook.active
    for name, value in fields.items():
        setattr(webhook, name, value)
    if webhook.active and not was_active:
        webhook.disabled_reason, webhook.failing_since = "", None
    with transaction.atomic():
        webhook.save(update_fields=[*fields, "disabled_reason", "failing_since"])
        if "url" in fields:
            url = outbox.checked(webhook.url)
            webhook.deliveries.waiting().update(url=str(url), host=outbox.host_of(url))
        if not webhook.active:
            webhook.disable(webhook.disabled_reason or "Its owner switched it off.")


def rotate_default(owner: Any) -> str:
    """Return a new secret for addresses that are not registered; the previous one continues to sign for a day."""
    return DefaultSecret.of(owner.pk).rotate()


def ping(webhook: Webhook) -> Delivery:
    """Create a delivery that tests the webhook. Raise :class:`CannotPing`."""
    if not webhook.active:
        raise CannotPing("The webhook is disabled. Set it active first.")
    if webhook.deliveries.waiting().filter(subject="").count() >= MOST_PINGS:
        raise CannotPing("Several pings are waiting already; the log of deliveries shows them.")
    url = outbox.checked(webhook.url)
    payload = outbox.payload_of(PING, {"webhook": str(webhook.uid)})
    return Delivery.objects.create(
        webhook=webhook, owner_id=webhook.owner_id, url=str(url), host=outbox.host_of(url), type=PING, payload=payload
    )


def replay(delivery: Delivery) -> bool:
    """Send the message again with the same id, now and with all tries; return False if it waits or cannot be sent.

    It cannot be sent if its document was deleted or its webhook is disabled.
    """
    webhook = delivery.webhook
    if not delivery.payload or (webhook is not None and not webhook.active):
        return False
    url = outbox.checked(webhook.url if webhook else delivery.url)
    again = Delivery.objects.filter(pk=delivery.pk).exclude(status=Delivery.Status.WAITING)
    return bool(
        again.update(
            status=Delivery.Status.WAITING,
            attempts=0,
            next_at=DatabaseNow(),
            ended_at=None,
            url=str(url),
            host=outbox.host_of(url),
        )
    )
