"""API keys: made, looked up, and swept when they are long dead."""

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
    """The key is none of ours. The text says what is wrong and what to do."""

    code = "invalid_key"


class KeyExpired(InvalidKey):
    """Its time is over."""

    code = "key_expired"


class KeyRevoked(InvalidKey):
    """It was revoked."""

    code = "key_revoked"


class AccountInactive(InvalidKey):
    """Its user was deactivated."""

    code = "account_inactive"


class TooManyKeys(Exception):
    """The user has as many living keys as one may have."""


class NoSigningSecret(Exception):
    """The key was not made to verify signatures, or its secret was sealed with another secret key."""


def issue(
    *,
    user: User,
    name: str,
    scopes: Collection[Scope] = DEFAULT,
    expires_at: datetime | None = None,
    sigv4: bool = False,
) -> tuple[ApiKey, str]:
    """Make a key; the row, and the whole key, which nobody can read again.

    ``sigv4`` keeps the secret sealed beside its hash: whoever verifies an AWS signature needs the secret itself.

    Raises:
        TooManyKeys: one must be revoked first.
    """
    text = keyform.make()
    with transaction.atomic():
        # The user's row is locked: of calls at the same moment none slips past the bound.
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
    """The living key that ``presented`` is, with its active user.

    What does not have the form of a key is refused without a query. Why a key no longer works is told to those only
    who know its secret.

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
    """Raise what stands against the use of a key whose holder has proved to know its secret."""
    if not key.user.is_active:
        raise AccountInactive("The account of this API key is not active. Ask the operator.")
    if key.revoked_at is not None:
        raise KeyRevoked(f"The API key {key.shown} was revoked. Make a new one.")
    if key.is_expired():
        raise KeyExpired(f"The API key {key.shown} has expired. Make a new one.")


def signing_secret(key: ApiKey) -> str:
    """The secret of a key that was made with ``sigv4``, to verify signatures with.

    Raises:
        NoSigningSecret: the text says why.
    """
    if not key.sealed:
        raise NoSigningSecret(f"The API key {key.shown} was made without 'sigv4'. Make one with it.")
    try:
        return sealing.unseal(key.sealed, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to=key.uid)
    except sealing.CannotUnseal as error:
        raise NoSigningSecret(str(error)) from None


def sweep() -> int:
    """Delete keys that have been dead for a month; returns how many."""
    swept, _ = ApiKey.objects.dead(timezone.now() - KEPT_DEAD).delete()
    return swept


def _seal(text: keyform.KeyText) -> str:
    return sealing.seal(text.secret, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to=text.uid)


def _forget_oldest_dead(user: User) -> None:
    """Keep the table bounded for those who make and revoke keys all day."""
    dead = ApiKey.objects.dead().filter(user=user).order_by("-created_at", "-id")
    ApiKey.objects.filter(pk__in=list(dead.values_list("pk", flat=True)[settings.KEYS_PER_USER :])).delete()
