"""Access and refresh tokens.

An access token is a signed JWT of a quarter of an hour that is checked without a table. A refresh token is a signed
JWT too, but works once: using it gives the next one of its family. Whoever presents an old one holds a copy of what
somebody else has used already (RFC 9700 section 4.14.2), so the family ends and both must sign in again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken as JwtAccessToken
from rest_framework_simplejwt.tokens import RefreshToken as JwtRefreshToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from onlineocr.accounts.models import RefreshFamily, User

PASSWORD_CLAIM = "pwd"  # noqa: S105  (the name of a claim)
FAMILY_CLAIM = "fam"


class InvalidToken(Exception):
    """The token is forged, of another kind, expired, revoked, or its user is gone. The text says which."""

    code = "invalid_token"


class TokenReused(InvalidToken):
    """The refresh token was used before; its family is revoked."""

    code = "token_reused"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a sign-in or a refresh gives."""

    access: str
    refresh: str


def sign_in(user: User) -> TokenPair:
    """Start a new family for ``user``, whose credentials the caller has checked."""
    with transaction.atomic():  # one commit, one wait for the disk
        family = RefreshFamily.objects.create(
            user=user, session_hash=user.get_session_auth_hash(), expires_at=timezone.now()
        )
        token = _next(family)
        RefreshFamily.objects.filter(pk=family.pk).update(digest=_digest(token), expires_at=_expiry(token))
    return TokenPair(access=access_token(user), refresh=str(token))


def refresh(presented: str) -> TokenPair:
    """Exchange a refresh token for the next pair.

    The exchange is one conditional UPDATE: of any number of callers that present the same token at the same moment one
    gets the next, the others get ``TokenReused`` and the family ends.

    Raises:
        InvalidToken: not a living refresh token of ours.
        TokenReused: it was used before.
    """
    old = _verified(presented)
    family = RefreshFamily.objects.select_related("user").filter(pk=old.get(FAMILY_CLAIM)).first()
    if family is None or family.revoked_at is not None:
        raise InvalidToken("The refresh token was revoked. Sign in again.")
    if family.is_over():
        RefreshFamily.objects.filter(pk=family.pk).revoke()
        raise InvalidToken("The password was changed or the account closed since this sign-in. Sign in again.")
    new = _next(family)
    newest = RefreshFamily.objects.living().filter(pk=family.pk, digest=_digest(old))
    if not newest.update(digest=_digest(new), refreshed_at=timezone.now(), expires_at=_expiry(new)):
        RefreshFamily.objects.filter(pk=family.pk).revoke()
        raise TokenReused("This refresh token was used before. All tokens of its sign-in are revoked. Sign in again.")
    return TokenPair(access=access_token(family.user), refresh=str(new))


def access_token(user: User) -> str:
    """A signed access token for ``user``; a change of the password ends it."""
    token = JwtAccessToken.for_user(user)
    token[PASSWORD_CLAIM] = _password_claim(user)
    return str(token)


def user_of(presented: str) -> User:
    """The user whom an access token stands for.

    Raises:
        InvalidToken: forged, expired, of another kind, or the user is gone, inactive or has a new password.
    """
    try:
        token = JwtAccessToken(presented)  # type: ignore[arg-type]  # the text is what it takes
        user = User.objects.filter(pk=int(token["user_id"]), is_active=True).first()
    except (TokenError, KeyError, ValueError):
        raise InvalidToken("The access token is not valid or has expired. Refresh it or sign in again.") from None
    if user is None or not constant_time_compare(str(token.get(PASSWORD_CLAIM)), _password_claim(user)):
        raise InvalidToken("The account is closed or its password was changed. Sign in again.")
    return user


def sweep(keep: timedelta = timedelta(days=1)) -> int:
    """Delete the families that ended more than ``keep`` ago; returns how many rows went."""
    before = timezone.now() - keep
    expired, _ = RefreshFamily.objects.filter(expires_at__lt=before).delete()
    revoked, _ = RefreshFamily.objects.filter(revoked_at__lt=before).delete()
    return expired + revoked


def _verified(presented: str) -> JwtRefreshToken:
    try:
        return JwtRefreshToken(presented)  # type: ignore[arg-type]
    except TokenError:
        raise InvalidToken("The refresh token is not valid or has expired. Sign in again.") from None


def _next(family: RefreshFamily) -> JwtRefreshToken:
    token = JwtRefreshToken.for_user(family.user)
    token[FAMILY_CLAIM] = family.pk
    return token


def _expiry(token: JwtRefreshToken) -> datetime:
    return datetime_from_epoch(token["exp"])


def _digest(token: JwtRefreshToken) -> str:
    return hashlib.sha256(token["jti"].encode()).hexdigest()


def _password_claim(user: User) -> str:
    return user.get_session_auth_hash()[:16]
