"""Models: a Webhook is a registered receiver, a Delivery one message to one receiver, from the outbox to its end.

The Delivery rows are the outbox; `queue` has the operations on them.
"""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from . import secret
from .querysets import DeliveryQuerySet, WebhookQuerySet

EVENTS = ("document.succeeded", "document.partial", "document.failed", "document.canceled")
PING = "ping"


def message_id() -> str:
    """Return an id for a message, which stays the same in all tries."""
    return f"msg_{secrets.token_hex(16)}"


class Webhook(secret.Signer):
    """A registered receiver. ``events`` are its subscribed events; an empty list means all."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=2048)
    description = models.CharField(max_length=200, blank=True)
    events = models.JSONField(default=list, blank=True)
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="webhook_name", condition=~models.Q(name="")),
        ]
        indexes = [models.Index(fields=["owner"], name="webhook_active", condition=models.Q(active=True))]

    def __str__(self) -> str:
        return self.name or str(self.uid)

    @property
    def bound_to(self) -> str:
        return f"webhook {self.uid}"

    def wants(self, event: str) -> bool:
        """Whether the webhook is subscribed to ``event``."""
        return not self.events or event in self.events

    def disable(self, reason: str) -> None:
        """Disable the webhook with a reason for its owner; waiting deliveries fail."""
        self.active, self.disabled_reason = False, reason
        self.save(update_fields=["active", "disabled_reason"])
        self.deliveries.waiting().give_up(f"The webhook is disabled: {reason}")


class DefaultSecret(secret.Signer):
    """The secret that signs messages to addresses that are not registered; one for each owner."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"default secret of {self.owner}"

    @property
    def bound_to(self) -> str:
        return f"owner {self.owner_id}"

    @classmethod
    def of(cls, owner_id: int) -> DefaultSecret:
        """Return the owner's default secret, created on first use."""
        row = cls(owner_id=owner_id)
        row.start()
        return cls.objects.get_or_create(owner_id=owner_id, defaults={"sealed": row.sealed})[0]


class Delivery(models.Model):
    """One message to one receiver. ``payload`` is the exact text that is signed and sent in each try."""

    class Status(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    message = models.CharField(max_length=40, unique=True, default=message_id, editable=False)
    webhook = models.ForeignKey(Webhook, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    url = models.CharField(max_length=2048)
    host = models.CharField(max_length=260, help_text="host of the address, whose turns are counted")
    sealed = models.CharField(
        max_length=255, blank=True, editable=False, help_text="encrypted secret of a webhook without owner"
    )
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True, db_index=True, help_text="id of the document")
    payload = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.SmallIntegerField(default=0, help_text="number of tries, including the present one")
    next_at = models.DateTimeField(
        default=timezone.now, help_text="time of the next try, or end of the lease of the running one"
    )
    worker = models.CharField(max_length=120, blank=True)
    token = models.CharField(max_length=32, blank=True, help_text="fencing token of the running try")
    last_at = models.DateTimeField(null=True, blank=True)
    last_status = models.SmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    last_excerpt = models.TextField(blank=True, help_text="start of the body of the response")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_at"], name="delivery_queue", condition=models.Q(status="waiting")),
            models.Index(fields=["ended_at"], name="delivery_tidy", condition=~models.Q(status="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.message}"

    def secrets(self) -> list[str]:
        """Return the secrets that sign the message: the webhook's, the owner's default, or the one of the event."""
        if self.webhook is not None:
            return self.webhook.secrets()
        if self.owner_id is not None:
            return DefaultSecret.of(self.owner_id).secrets()
        return [secret.unseal(self.sealed, self.message)]

    def headers(self) -> dict[str, str]:
        """Return the headers of a try at the present time."""
        return secret.headers(self.message, self.payload, self.secrets(), timezone.now())
