"""Access to a row: by its owner, by staff, or by the secret token of a row without an owner."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from .ids import token_hash

if TYPE_CHECKING:
    from onlineocr.accounts.models import User


class Access:
    """Methods of a model with the fields ``owner``, ``token_hash`` and ``expires_at``."""

    owner_id: int | None
    token_hash: str
    expires_at: datetime | None

    @property
    def expired(self) -> bool:
        """Return whether the row has expired: then nobody may see it, though it may still exist."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def issue_token(self) -> str:
        """Create the secret that gives access without an account; only its hash is stored."""
        token = secrets.token_urlsafe(32)
        self.token_hash = token_hash(token)
        return token

    def opens_for(self, user: User | Any, token: str = "") -> bool:
        """Return whether the user, or a caller with ``token``, may see it; nobody may after its expiry."""
        if self.expired:
            return False
        if user.is_authenticated and (user.is_staff or self.owner_id == user.pk):
            return True
        return self.has_token(token)

    def has_token(self, token: str) -> bool:
        """Return whether ``token`` is the secret that gives access without an account."""
        return bool(self.token_hash and token) and secrets.compare_digest(self.token_hash, token_hash(token))
