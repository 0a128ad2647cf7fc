"""Usage and limits of callers, for `limits.quotas`."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Usage(models.Model):
    """Pages and bytes that a caller uploaded within one period, without refused ones."""

    share_key = models.CharField(max_length=24)
    window = models.CharField(max_length=5, help_text="day or month")
    since = models.DateTimeField(help_text="start of the window")
    pages = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "usage"
        constraints = [models.UniqueConstraint(fields=["share_key", "window", "since"], name="usage_once_in_window")]
        indexes = [models.Index(fields=["window", "since"], name="usage_in_window")]  # for the operator's page

    def __str__(self) -> str:
        return f"{self.share_key} since {self.since:%Y-%m-%d}"


class Allowance(models.Model):
    """Limits of one account that differ from the installation's settings."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="allowance")
    pages = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="pages per day or month; empty: limit of the installation; 0: unlimited"
    )
    bytes = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text="uploaded bytes per day or month; empty: limit of the installation; 0: unlimited",
    )
    storage = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="bytes of stored uploads; empty: limit of the installation; 0: unlimited"
    )

    def __str__(self) -> str:
        return f"what {self.user} may"


class KeyedCall(models.Model):
    """A call with an ``Idempotency-Key``: its holder, its documents and its answer. Deleted with its document."""

    share_key = models.CharField(max_length=24)
    name = models.CharField(max_length=64, help_text="hash of the key")
    holder = models.CharField(max_length=32, help_text="fencing token of the running call")
    process = models.CharField(max_length=120, blank=True, help_text="process of the running call; see processes")
    held_until = models.DateTimeField()
    created_at = models.DateTimeField(db_index=True)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="hash of method, address, options and files")
    document = models.ForeignKey("Document", null=True, on_delete=models.CASCADE, related_name="+")
    uids = models.JSONField(default=list, help_text="ids of the documents")
    tokens = models.TextField(blank=True, help_text="tokens of the documents, encrypted")
    status = models.SmallIntegerField(null=True)
    body = models.JSONField(
        null=True, help_text="body of the response without token; null: built again from the documents"
    )

    mine = False
    """Whether this call holds the key."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share_key", "name"], name="key_once_per_caller")]

    def __str__(self) -> str:
        return f"{self.share_key} {self.name[:8]}"
