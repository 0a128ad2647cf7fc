"""The table of batches: files that were handed in together."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from .access import Access
from .ids import token_hash, uuid7

EMPTY_LIFE = timedelta(hours=24)
"""Time after which a batch that never got a file is deleted."""


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: Any) -> BatchQuerySet:
        """Return all batches for staff, else the user's own."""
        return self if user.is_staff else self.filter(owner_id=user.pk)

    def current(self) -> BatchQuerySet:
        """Return batches that have not expired."""
        return self.filter(models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()))


class Batch(Access, models.Model):
    """Documents that were handed in together. They belong to its owner, and outlive it."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    owner = models.ForeignKey(  # indexed by `batch_list`, which begins with it
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        db_index=False,
        on_delete=models.CASCADE,
        related_name="batches",
    )
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="when its last document is deleted; null: never"
    )
    filled = models.BooleanField(default=False, help_text="whether a document was ever added")

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "batches"
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="batch_list"),
            models.Index(fields=["-created_at", "-id"], name="batch_all"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @classmethod
    def new(cls, owner: Any, name: str = "") -> Batch:
        """Return an empty batch, not saved yet; without an owner it has a token."""
        now = timezone.now()
        batch = cls(owner=owner, name=name, created_at=now, expires_at=now + EMPTY_LIFE)
        if owner is None:
            batch.issue_token()
        return batch

    def issue_token(self) -> str:
        token = self.known_token()
        self.token_hash = token_hash(token)
        return token

    def known_token(self) -> str:
        """Return the secret that gives access without an account; "" for a batch with an owner.

        It is derived from the service's key, so that a repeated call gets it again; it opens what its stored hash says.
        """
        if self.owner_id is not None:
            return ""
        made = hmac.new(settings.SECRET_KEY.encode(), b"batch:" + self.uid.bytes, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    def keep_for(self, expires_at: datetime | None) -> None:
        """Keep the batch as long as a document that is added; does not save it."""
        later = expires_at is None or (self.expires_at is not None and expires_at > self.expires_at)
        if later or not self.filled:
            self.expires_at = expires_at
        self.filled = True
