"""Sets of rows and what can be asked of them."""

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
        """Those of one user; nobody sees another's, not even staff, for an answer may tell more than a document."""
        return self.filter(owner_id=owner.pk)

    def active(self) -> WebhookQuerySet:
        return self.filter(active=True)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, owner: Any) -> DeliveryQuerySet:
        return self.filter(owner_id=owner.pk)

    def waiting(self) -> DeliveryQuerySet:
        """Not at an end, under way or not."""
        return self.filter(status=_WAITING)

    def due(self, now: datetime | DatabaseNow) -> DeliveryQuerySet:
        """Whose time has come, or whose last try was lost."""
        return self.waiting().filter(next_at__lte=now).order_by("next_at")

    def passing_by(self, hosts: Collection[str], owners: Collection[int]) -> DeliveryQuerySet:
        """Without those for ``hosts`` and of ``owners``, who have their share under way."""
        rows = self.exclude(host__in=hosts) if hosts else self
        return rows.exclude(owner_id__in=owners) if owners else rows

    def held_by(self, token: str) -> DeliveryQuerySet:
        """The one that this fencing token still holds: one or none."""
        return self.waiting().filter(token=token)

    def give_up(self, why: str) -> int:
        """They have failed; how many there were."""
        return self.update(status=_FAILED, token="", worker="", last_error=why[:300], ended_at=timezone.now())

    def forget(self) -> int:
        """Keep the rows of the log, but nothing of what was told; what waits is not sent any more."""
        self.waiting().give_up("The document was deleted before the message arrived.")
        return self.update(payload="", last_excerpt="", subject="")
