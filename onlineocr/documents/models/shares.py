"""The table of links by which others see a document."""

from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from .documents import Document
from .ids import token_hash, uuid7


class ShareQuerySet(models.QuerySet["Share"]):
    def living(self) -> Self:
        """Filter links that have not ended."""
        return self.filter(expires_at__gt=timezone.now())


class Share(models.Model):
    """A link that lets anyone read one document until ``expires_at``."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"link {self.uid} to {self.document}"

    def issue_token(self) -> str:
        """Create the secret of the link; only its hash is stored."""
        token = secrets.token_urlsafe(32)
        self.token_hash = token_hash(token)
        return token
