"""Access and refresh tokens.

An access token is a signed JWT that is valid for a quarter of an hour; the query for its user also checks whether its
sign-in has ended. A refresh token is a signed JWT that works once: its use returns the next one of its family. A second
use means that two clients have the token (RFC 9700 section 4.14.2), so the family ends and both must sign in again.

One client may use a token twice, too: in two tabs at once, or after a lost response. So for some seconds
(``REFRESH_LEEWAY``) another use of the last used token returns the same pair as its first use; nothing is created or
revoked. No secret is stored for this: the ids of the next pair are derived from the id of the exchanged token, and its
times are those of the row.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken as JwtAccessToken
from rest_framework_simplejwt.tokens import RefreshToken as JwtRefreshToken
from rest_framework_simplejwt.utils import datetime_from_epoch

from onlineocr.accounts.models import RefreshFamily, User

_Token = TypeVar("_Token", JwtAccessToken, JwtRefreshToken)

PASSWORD_CLAIM = "pwd"  # noqa: S105  (the name of a claim)
FAMILY_CLAIM = "fam"


class InvalidToken(Exception):
    """The token is forged, of another kind, expired, revoked, or its user is gone. The text contains the reason."""

    code = "invalid_token"


class TokenReused(InvalidToken):
    """The refresh token was used before; its family is revoked."""

    code = "token_reused"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The tokens that a sign-in or a refresh returns."""

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
    return TokenPair(access=access_token(user, family), refresh=str(token))


def refresh(presented: str) -> TokenPair:
    """Exchange a refresh token for the next pair.

    The exchange is one conditional UPDATE: of concurrent callers with the same token, one creates the next pair, and
    the others get the same one.

    Raises:
        InvalidToken: it is not a valid refresh token of this service.
        TokenReused: it was used before, longer ago than the leeway, or it is not the one that was used last.
    """
    old = _verified(presented)
    family = RefreshFamily.objects.select_related("user").filter(pk=old.get(FAMILY_CLAIM)).first()
    if family is None or family.revoked_at is not None:
        raise InvalidToken("The refresh token was revoked. Sign in again.")
    if family.is_over():
        RefreshFamily.objects.filter(pk=family.pk).revoke()
        raise InvalidToken("The password was changed or the account closed since this sign-in. Sign in again.")
    family.refreshed_at = timezone.now().replace(microsecond=0)
    family.expires_at = family.refreshed_at + JwtRefreshToken.lifetime
    new = _successor(family, old)
    newest = RefreshFamily.objects.living().filter(pk=family.pk, digest=_digest(old))
    if not newest.update(
        digest=_digest(new), previous=_digest(old), refreshed_at=family.refreshed_at, expires_at=family.expires_at
    ):
        family = _repeated(family, old)
        new = _successor(family, old)
    return TokenPair(access=_successor_access(family, old), refresh=str(new))


def _repeated(family: RefreshFamily, old: JwtRefreshToken) -> RefreshFamily:
    """Return the present family if ``old`` is the last used token and was used a moment ago; else end the family."""
    family.refresh_from_db()
    recent = timezone.now() - family.refreshed_at < settings.REFRESH_LEEWAY
    if family.revoked_at is None and recent and constant_time_compare(family.previous, _digest(old)):
        return family
    RefreshFamily.objects.filter(pk=family.pk).revoke()
    raise TokenReused("This refresh token was used before. All tokens of its sign-in are revoked. Sign in again.")


def access_token(user: User, family: RefreshFamily | None = None) -> str:
    """Return a signed access token for ``user``, of the sign-in ``family``; a change of the password ends it."""
    return str(_access(user, None if family is None else family.pk))


def keep(presented: str, *, before: User, after: User) -> str:
    """Keep the sign-in of the access token ``presented`` valid after a change of its user's password.

    ``before`` and ``after`` are the user with the old and the new password. Return the next access token: the
    presented one has ended, like all others. The newest refresh token stays valid.
    """
    family = JwtAccessToken(presented, verify=False).get(FAMILY_CLAIM)  # type: ignore[arg-type]  # verified by user_of
    mine = RefreshFamily.objects.living().filter(pk=family, user=after, session_hash=before.get_session_auth_hash())
    mine.update(session_hash=after.get_session_auth_hash())
    return str(_access(after, family))


def user_of(presented: str) -> User:
    """Return the user of an access token.

    Raises:
        InvalidToken: forged, expired, of another kind, its sign-in has ended, or the user is gone, inactive or has a
            new password.
    """
    try:
        token = JwtAccessToken(presented)  # type: ignore[arg-type]  # it accepts text
        revoked = RefreshFamily.objects.filter(pk=token.get(FAMILY_CLAIM), revoked_at__isnull=False)
        users = User.objects.annotate(signed_out=Exists(revoked))
        user = users.filter(pk=int(token["user_id"]), is_active=True).first()
    except (TokenError, KeyError, ValueError):
        raise InvalidToken("The access token is not valid or has expired. Refresh it or sign in again.") from None
    if user is None or not constant_time_compare(str(token.get(PASSWORD_CLAIM)), _password_claim(user)):
        raise InvalidToken("The account is closed or its password was changed. Sign in again.")
    if user.signed_out:
        raise InvalidToken("The sign-in of this access token has ended. Sign in again.")
    return user


def sweep(keep: timedelta = timedelta(days=1)) -> int:
    """Delete the families that ended more than ``keep`` ago; return the number of rows."""
    before = timezone.now() - keep
    expired, _ = RefreshFamily.objects.filter(expires_at__lt=before).delete()
    revoked, _ = RefreshFamily.objects.filter(revoked_at__lt=before).delete()
    return expired + revoked


def _verified(presented: str) -> JwtRefreshToken:
    try:
        return JwtRefreshToken(presented)  # type: ignore[arg-type]
    except TokenError:
        raise InvalidToken("The refresh token is not valid or has expired. Sign in again.") from None


def _access(user: User, family: int | None) -> JwtAccessToken:
    token = JwtAccessToken.for_user(user)
    token[PASSWORD_CLAIM] = _password_claim(user)
    if family is not None:
        token[FAMILY_CLAIM] = family
    return token


def _next(family: RefreshFamily) -> JwtRefreshToken:
    token = JwtRefreshToken.for_user(family.user)
    token[FAMILY_CLAIM] = family.pk
    return token


def _successor(family: RefreshFamily, old: JwtRefreshToken) -> JwtRefreshToken:
    """Return the successor of the refresh token ``old``: the same each time, for the same times in the row."""
    return _fixed(_next(family), family.refreshed_at, family.expires_at, f"refresh {old['jti']}")


def _successor_access(family: RefreshFamily, old: JwtRefreshToken) -> str:
    ends = family.refreshed_at + JwtAccessToken.lifetime
    return str(_fixed(_access(family.user, family.pk), family.refreshed_at, ends, f"access {old['jti']}"))


def _fixed(token: _Token, since: datetime, until: datetime, source: str) -> _Token:
    """Return ``token`` with these times, and with an id derived from ``source``."""
    token.set_iat(at_time=since)
    token["exp"] = int(until.timestamp())
    token["jti"] = salted_hmac("onlineocr.accounts.tokens", source, algorithm="sha256").hexdigest()[:32]
    return token


def _expiry(token: JwtRefreshToken) -> datetime:
    return datetime_from_epoch(token["exp"])


def _digest(token: JwtRefreshToken) -> str:
    return hashlib.sha256(token["jti"].encode()).hexdigest()


def _password_claim(user: User) -> str:
    return user.get_session_auth_hash()[:16]
