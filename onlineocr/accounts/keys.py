"""API keys: creation, look-up, and deletion after their end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from onlineocr import sealing
from onlineocr.accounts import keyform
from onlineocr.accounts.models import ApiKey, User, digest_of
from onlineocr.accounts.scopes import DEFAULT, Scope

PURPOSE = "api key"
KEPT_DEAD = timedelta(days=30)


class InvalidKey(Exception):
    """The key is unknown or malformed. The text contains the cause and the remedy."""

    code = "invalid_key"


class KeyExpired(InvalidKey):
    """The key has expired."""

    code = "key_expired"


class KeyRevoked(InvalidKey):
    """The key was revoked."""

    code = "key_revoked"


class AccountInactive(InvalidKey):
    """The user of the key was deactivated."""

    code = "account_inactive"


class TooManyKeys(Exception):
    """The user has the largest number of valid keys already."""


class NoSigningSecret(Exception):
    """The key was not created for signatures, or its secret was encrypted with another secret key."""


def issue(
    *,
    user: User,
    name: str,
    scopes: Collection[Scope] = DEFAULT,
    expires_at: datetime | None = None,
    sigv4: bool = False,
) -> tuple[ApiKey, str]:
    """Create a key; return its row, and the whole key, which cannot be read again.

    ``sigv4`` stores the encrypted secret beside its hash, because verifying an AWS signature needs the secret itself.

    Raises:
        TooManyKeys: one must be revoked first.
    """
    text = keyform.make()
    with transaction.atomic():
        # The user's row is locked, so that concurrent calls cannot exceed the limit.
        User.objects.select_for_update().get(pk=user.pk)
        if ApiKey.objects.living().filter(user=user).count() >= settings.KEYS_PER_USER:
            raise TooManyKeys
        _forget_oldest_dead(user)
        key = ApiKey.objects.create(
            user=user,
            uid=text.uid,
            name=name,
            digest=digest_of(text.secret),
            sealed=_seal(text) if sigv4 else "",
            scopes=sorted(scopes),
            expires_at=expires_at,
        )
    return key, str(text)


def find(presented: str) -> ApiKey:
    """Return the valid key with the text ``presented``; its user is active.

    Text without the format of a key is refused without a query. Only a caller with the right secret gets the reason
    why a key is no longer valid.

    Raises:
        InvalidKey: or one of its kinds.
    """
    text = keyform.parse(presented)
    if text is None:
        raise InvalidKey("This does not have the form of an API key, 'oo_<id>_<secret>'. Copy all of it.")
    key = ApiKey.objects.select_related("user").filter(uid=text.uid).first()
    if key is None or not key.matches(text.secret):
        raise InvalidKey("There is no such API key. Check that all of it was copied, or make a new one.")
    check_usable(key)
    return key


def check_usable(key: ApiKey) -> None:
    """Raise the error of a key that may not be used now; its secret was checked before."""
    if not key.user.is_active:
        raise AccountInactive("The account of this API key is not active. Ask the operator.")
    if key.revoked_at is not None:
        raise KeyRevoked(f"The API key {key.public_name} was revoked. Make a new one.")
    if key.is_expired():
        raise KeyExpired(f"The API key {key.public_name} has expired. Make a new one.")


def signing_secret(key: ApiKey) -> str:
    """Return the secret of a key that was created with ``sigv4``, for verifying signatures.

    Raises:
        NoSigningSecret: with the reason.
    """
    if not key.sealed:
        raise NoSigningSecret(f"The API key {key.public_name} was made without 'sigv4'. Make one with it.")
    try:
        return sealing.unseal(key.sealed, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to=key.uid)
    except sealing.CannotUnseal as error:
        raise NoSigningSecret(str(error)) from None


def sweep() -> int:
    """Delete keys that ended more than a month ago; return their number."""
    swept, _ = ApiKey.objects.dead(timezone.now() - KEPT_DEAD).delete()
    return swept


def _seal(text: keyform.KeyText) -> str:
    return sealing.seal(text.secret, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to=text.uid)


def _forget_oldest_dead(user: User) -> None:
    """Delete the user's oldest ended keys, so that repeated creation and revocation cannot fill the table."""
    dead = ApiKey.objects.dead().filter(user=user).order_by("-created_at", "-id")
    ApiKey.objects.filter(pk__in=list(dead.values_list("pk", flat=True)[settings.KEYS_PER_USER :])).delete()
