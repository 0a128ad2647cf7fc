"""Models of users and their credentials: refresh tokens and API keys."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from onlineocr.accounts import keyform, names
from onlineocr.accounts.scopes import Scope
from onlineocr.dbpatience import try_now

if TYPE_CHECKING:  # generic for the type checker only
    _CharField = models.CharField[str, str]
    _UserManager = UserManager["User"]
else:
    _CharField, _UserManager = models.CharField, UserManager

USE_NOTED = timedelta(minutes=1)
TAKEN = "A user with that username already exists."


class NameKey(_CharField):
    """The key of the user's name, updated with each save of the row.

    Where older users shared a key before this field existed, the later ones have ``key#id``, which is no name's key.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002
        user = cast("User", model_instance)
        key = names.key_of(user.username)
        if user.name_key != f"{key}#{user.pk}":
            user.name_key = key
        return user.name_key


class Users(_UserManager):
    """Manager that finds users by any spelling of their name, for Django's sign-in and all commands."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with exactly this name, or else with its key."""
        name = unicodedata.normalize("NFKC", username or "")
        found = self.filter(models.Q(username=name) | models.Q(name_key=names.key_of(name)))
        users = sorted(found, key=lambda user: user.username != name)
        if not users:
            raise self.model.DoesNotExist
        return users[0]

    def named(self, name: str) -> User | None:
        """Return the user with any spelling of ``name``, else None."""
        try:
            return self.get_by_natural_key(name)
        except self.model.DoesNotExist:
            return None

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **more: Any) -> User:
        return super().create_user(username, email, password and names.password_form(password), **more)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> User:
        return super().create_superuser(username, email, password and names.password_form(password), **more)


class User(AbstractUser):
    """A person or a program with a name and a password; see ``names`` for spellings of both."""

    name_key = NameKey(max_length=names.KEY_LENGTH, unique=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="time at which the closing began")

    objects = Users()  # type: ignore[misc]  # a manager of our own kind

    class Meta(AbstractUser.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["closed_at"], name="accounts_user_closed", condition=models.Q(closed_at__isnull=False))
        ]

    def clean(self) -> None:
        """Raise an error of the field for another spelling of an existing name; Django's forms call this."""
        super().clean()
        if self.username and User.objects.exclude(pk=self.pk).filter(name_key=names.key_of(self.username)).exists():
            raise ValidationError({"username": TAKEN})

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(None if raw_password is None else names.password_form(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return any(super(User, self).check_password(form) for form in names.password_forms(raw_password or ""))


class RefreshFamilyQuerySet(models.QuerySet["RefreshFamily"]):
    def living(self, at: datetime | None = None) -> RefreshFamilyQuerySet:
        """Filter families whose newest token is valid."""
        return self.filter(revoked_at=None, expires_at__gt=at or timezone.now())

    def revoke(self) -> int:
        """Revoke these families and their refresh tokens; return the number of those not revoked before."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class RefreshFamily(models.Model):
    """One sign-in with its successive refresh tokens, of which only the newest is valid.

    Only digests of the newest token and of the previous one are stored. ``session_hash`` is the user's session hash at
    the sign-in: after any change of the password it no longer matches, and the family has ended.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="refresh_families")
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True, help_text="hash of the token before the latest one")
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
        """Whether the user was deactivated or changed the password since the sign-in."""
        return not self.user.is_active or self.session_hash != self.user.get_session_auth_hash()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def living(self, at: datetime | None = None) -> ApiKeyQuerySet:
        """Filter keys that are valid if their user is active."""
        return self.filter(revoked_at=None).exclude(expires_at__lte=at or timezone.now())

    def dead(self, before: datetime | None = None) -> ApiKeyQuerySet:
        """Filter keys that were revoked or expired, at ``before`` at the latest."""
        at = before or timezone.now()
        return self.filter(models.Q(revoked_at__lte=at) | models.Q(expires_at__lte=at))

    def revoke(self) -> int:
        """Revoke these keys; return the number of those not revoked before."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class ApiKey(models.Model):
    """A credential of a program that acts for its user, within its scopes.

    The row has the SHA-256 of the secret, not the secret. A slow hash as for passwords would protect nothing, since 256
    random bits cannot be guessed even with a fast hash, and would cost every call 50 ms. The hash does not depend on
    ONLINEOCR_SECRET_KEY, so that programs stay signed in after its change.

    ``sealed`` is the encrypted secret of a key that was created to verify AWS signatures; else "".
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    uid = models.CharField("id", max_length=keyform.ID_LENGTH, unique=True, editable=False)
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, editable=False)
    sealed = models.CharField(max_length=200, blank=True, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.public_name})"

    @property
    def public_name(self) -> str:
        """The public part of the key: ``oo_<id>``."""
        return keyform.public_name(self.uid)

    def matches(self, secret: str) -> bool:
        """Return whether ``secret`` is this key's, in a time that does not depend on the matching characters."""
        return constant_time_compare(self.digest, digest_of(secret))

    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def allows(self, needed: Iterable[Scope]) -> bool:
        """Whether the key has all of ``needed``."""
        return set(needed) <= set(self.scopes)

    def note_use(self) -> None:
        """Record the present time as the key's last use, at most once a minute."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - USE_NOTED:
            unnoted = models.Q(last_used_at=None) | models.Q(last_used_at__lt=now - USE_NOTED)
            rows = ApiKey.objects.filter(unnoted, pk=self.pk)
            try_now(lambda: rows.update(last_used_at=now))  # a reading call must not fail or wait because of this


def digest_of(secret: str) -> str:
    """Return the stored digest of an API key's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
