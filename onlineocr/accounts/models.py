"""Who uses the service, and what keeps them signed in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class User(AbstractUser):
    """A person or a program with a name and a password. Names that differ only in case count as the same."""

    class Meta(AbstractUser.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("username"),
                name="accounts_user_username_any_case",
                violation_error_message="A user with that username already exists.",
            )
        ]


class RefreshFamilyQuerySet(models.QuerySet["RefreshFamily"]):
    def living(self, at: datetime | None = None) -> RefreshFamilyQuerySet:
        """Families whose newest token still works."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())

    def revoke(self) -> int:
        """End these families; their refresh tokens no longer work. Returns how many lived."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class RefreshFamily(models.Model):
    """One sign-in: the refresh tokens that descend from it, of which only the newest works.

    Only the newest token's digest is kept. ``session_hash`` is the user's session hash at the sign-in: when the
    password changes, by whatever way, it no longer matches and the family is over.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_families")
    digest = models.CharField(max_length=64)
    session_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    refreshed_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = RefreshFamilyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "refresh families"

    def __str__(self) -> str:
        return f"{self.user} since {self.created_at:%Y-%m-%d %H:%M}"

    def is_over(self) -> bool:
        """Whether its user was deactivated or changed the password since the sign-in."""
        return not self.user.is_active or self.session_hash != self.user.get_session_auth_hash()
