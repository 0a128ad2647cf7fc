"""Querysets of webhooks and deliveries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from onlineocr.dbclock import DatabaseNow

if TYPE_CHECKING:
    from .models import Delivery, Webhook  # noqa: F401

_WAITING, _FAILED = "waiting", "failed"


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def of(self, owner: Any) -> WebhookQuerySet:
        """Filter by the owner. Staff cannot see those of others: receivers' answers may reveal more than a document."""
        return self.filter(owner_id=owner.pk)

    def active(self) -> WebhookQuerySet:
        return self.filter(active=True)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, owner: Any) -> DeliveryQuerySet:
        return self.filter(owner_id=owner.pk)

    def waiting(self) -> DeliveryQuerySet:
        """Filter deliveries that have not ended, including those with a try in progress."""
        return self.filter(status=_WAITING)

    def due(self, now: datetime | DatabaseNow) -> DeliveryQuerySet:
        """Filter waiting deliveries whose time has come, or whose last try was lost, in the order of their times."""
        return self.waiting().filter(next_at__lte=now).order_by("next_at")

    def passing_by(self, hosts: Collection[str], owners: Collection[int]) -> DeliveryQuerySet:
        """Exclude deliveries to ``hosts`` and of ``owners``, whose share is in progress already."""
        rows = self.exclude(host__in=hosts) if hosts else self
        return rows.exclude(owner_id__in=owners) if owners else rows

    def leased_by(self, token: str) -> DeliveryQuerySet:
        """Filter by the fencing token ``token``, which holds at most one waiting delivery."""
        return self.waiting().filter(token=token)

    def give_up(self, why: str) -> int:
        """Mark the deliveries as failed; return their number."""
        return self.update(status=_FAILED, token="", worker="", last_error=why[:300], ended_at=timezone.now())

    def forget(self) -> int:
        """Remove the contents of the messages, but keep the rows for the log; waiting deliveries fail."""
        self.waiting().give_up("The document was deleted before the message arrived.")
        return self.update(payload="", last_excerpt="", subject="")
