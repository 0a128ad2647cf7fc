"""Secrets and signatures after Standard Webhooks (https://www.standardwebhooks.com).

A secret is ``whsec_`` and the base64 of 32 random bytes. It must be read again to sign, so it is sealed, not hashed.
After a rotation the old one signs beside the new one for a day, so that no receiver has to change in the same moment.
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
    """A fresh secret."""
    return of(secrets.token_bytes(32))


def of(key: bytes) -> str:
    """The secret that has ``key`` (24 to 64 bytes) as its key."""
    return "whsec_" + base64.b64encode(key).decode()


def seal(secret: str, bound_to: str) -> str:
    return sealing.seal(secret, key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=bound_to)


def unseal(sealed: str, bound_to: str) -> str:
    """The secret again; :class:`sealing.CannotUnseal` when the installation's key changed."""
    return sealing.unseal(sealed, key=settings.SECRET_KEY, purpose=_PURPOSE, bound_to=bound_to)


def headers(message: str, payload: str, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """The three headers of the standard; one signature for each secret in ``keys``."""
    now = now.astimezone(UTC)  # the library takes the clock's numbers for UTC, whatever their zone
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Scheme(key).sign(message, now, payload) for key in keys),
    }


class Signer(models.Model):
    """A row that has a secret of its own."""

    sealed = models.CharField(max_length=255, editable=False)
    previous = models.CharField(max_length=255, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def bound_to(self) -> str:
        """What the sealed secret is bound to: it opens in no other row."""
        raise NotImplementedError

    def start(self) -> str:
        """Give a new row its secret, which is returned; nothing is saved."""
        secret = new()
        self.sealed = seal(secret, self.bound_to)
        return secret

    def rotate(self) -> str:
        """A new secret, which is returned; the one before signs on for a day. Saves."""
        self.previous, self.previous_until = self.sealed, timezone.now() + OVERLAP
        secret = self.start()
        self.save(update_fields=["sealed", "previous", "previous_until"])
        return secret

    def secrets(self) -> list[str]:
        """Those that sign now, the newest first."""
        keys = [unseal(self.sealed, self.bound_to)]
        if self.previous and self.previous_until and self.previous_until > timezone.now():
            keys.append(unseal(self.previous, self.bound_to))
        return keys
