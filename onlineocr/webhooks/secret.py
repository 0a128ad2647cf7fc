"""Secrets and signatures by Standard Webhooks (https://www.standardwebhooks.com).

A secret is ``whsec_`` and the base64 of 32 random bytes. Signing needs the secret, so it is encrypted, not hashed.
After a rotation, the old secret signs beside the new one for a day, so that receivers need not change at once.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from standardwebhooks import Webhook as Scheme

from onlineocr import sealing

OVERLAP = timedelta(hours=24)

_PURPOSE = "webhook"


def new() -> str:
    """Return a new secret."""
    return of(secrets.token_bytes(32))


def of(key: bytes) -> str:
    """Return the secret with ``key`` (24 to 64 bytes) as its key."""
    return "whsec_" + base64.b64encode(key).decode()


def seal(secret: str, bound_to: str) -> str:
    return sealing.seal(secret, key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=bound_to)


def unseal(sealed: str, bound_to: str) -> str:
    """Decrypt a secret; raise :class:`sealing.CannotUnseal` if the installation's key has changed."""
    return sealing.unseal(sealed, key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=bound_to)


def headers(message: str, payload: str, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """Return the three headers of the standard, with one signature for each secret in ``keys``."""
    now = now.astimezone(UTC)  # the library ignores the time zone and assumes UTC
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Scheme(key).sign(message, now, payload) for key in keys),
    }


class Signer(models.Model):
    """Abstract model of rows with a secret of their own."""

    sealed = models.CharField(max_length=255, editable=False)
    previous = models.CharField(max_length=255, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def bound_to(self) -> str:
        """The identity to which the encrypted secret is bound: it cannot be decrypted in another row."""
        raise NotImplementedError

    def start(self) -> str:
        """Set the secret of a new row and return it, without saving the row."""
        secret = new()
        self.sealed = seal(secret, self.bound_to)
        return secret

    def rotate(self) -> str:
        """Set a new secret, save the row and return the secret; the previous one continues to sign for a day."""
        self.previous, self.previous_until = self.sealed, timezone.now() + OVERLAP
        secret = self.start()
        self.save(update_fields=["sealed", "previous", "previous_until"])
        return secret

    def secrets(self) -> list[str]:
        """Return the secrets that sign now, the newest first."""
        keys = [unseal(self.sealed, self.bound_to)]
        if self.previous and self.previous_until and self.previous_until > timezone.now():
            keys.append(unseal(self.previous, self.bound_to))
        return keys
