"""How a call says who makes it.

Views need nothing: these classes are the default. ``request.user`` is a ``User`` or anonymous, ``request.auth`` the
``ApiKey`` where a key was used; a credential that is present but wrong never counts as anonymous, it is answered 401.
A view that works without an account sets ``permission_classes = [AllowAny]`` and keeps the authentication. What a key
may do there the view says by ``key_scopes``, see ``scopes``.

An API key may come in each of three places: ``X-API-Key``, ``Authorization: Bearer``, and as the password of
``Authorization: Basic``. The browser's session counts only where no header names anybody.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import authenticate
from django.http import HttpRequest
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from onlineocr.accounts import keyform, keys, tokens
from onlineocr.accounts.models import ApiKey, User
from onlineocr.api import scopes
from onlineocr.api.errors import ProblemError
from onlineocr.api.throttles import FailureThrottle

REALM = "onlineocr"
KEY_HEADER = "X-API-Key"


def challenge(request: Request) -> str:
    """The value of ``WWW-Authenticate``.

    Browsers open a dialog of their own for Basic; calls that a page makes carry ``Sec-Fetch-Mode`` and are not offered
    it.
    """
    bearer = f'Bearer realm="{REALM}"'
    return bearer if "Sec-Fetch-Mode" in request.headers else f'{bearer}, Basic realm="{REALM}", charset="UTF-8"'


class CredentialError(ProblemError):
    """401 with a challenge: the credential that came is wrong."""

    def __init__(self, request: Request, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.auth_header = challenge(request)


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """``X-API-Key: oo_<id>_<secret>``.

    Where ``Authorization`` comes too, both must stand for the same user, and for the same key if both are keys. The
    call then has the scopes of the key: the narrower of two credentials counts.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        presented = request.META.get("HTTP_X_API_KEY")
        if presented is None:
            return None
        key = by_key(request, presented.strip())
        other = BearerAuthentication().authenticate(request) or BasicAuthentication().authenticate(request)
        if other is not None and (other[0] != key.user or (isinstance(other[1], ApiKey) and other[1] != key)):
            text = f"{KEY_HEADER} and Authorization stand for different users or keys. Send only one of them."
            raise CredentialError(request, "credentials_disagree", text)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


class BearerAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer`` with an access token or an API key. Other schemes but Basic are refused here too."""

    def authenticate(self, request: Request) -> tuple[User, str | ApiKey] | None:
        scheme, _, credential = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if not scheme or scheme.lower() == "basic":
            return None
        if scheme.lower() != "bearer":
            raise CredentialError(request, "invalid_token", f"The scheme '{scheme[:20]}' is not known here.")
        credential = credential.strip()
        if credential.startswith(keyform.PREFIX):
            key = by_key(request, credential)
            return key.user, key
        try:
            return tokens.user_of(credential), credential
        except tokens.InvalidToken as error:
            raise CredentialError(request, error.code, str(error)) from None

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


class BasicAuthentication(authentication.BasicAuthentication):
    """``Authorization: Basic`` with name and password, or with an API key as password and any name.

    Wrong passwords count towards the pause as at the sign-in. A key is never tried as a password: it would cost a slow
    hash and count against the name. One in the place of the name, with no password, is taken as well: many clients
    write it so, and django-axes would keep it in its table of names.
    """

    www_authenticate_realm = REALM

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except exceptions.AuthenticationFailed as error:
            raise CredentialError(request, "wrong_credentials", str(error.detail)) from None

    def authenticate_credentials(self, userid: str, password: str, request: Request | None = None) -> Any:
        if request is None:  # the framework always passes it; django-axes cannot count without
            raise exceptions.AuthenticationFailed
        for part in (password, userid):
            if keyform.is_meant(part):
                key = by_key(request, part)
                return key.user, key
        return counted_password(request, userid, password), None


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with the CSRF token on every call that changes something."""

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


def caller(request: Request) -> User:
    """Who calls, where the permission of the view lets nobody in without an account."""
    return cast("User", request.user)


def by_key(request: Request, presented: str) -> ApiKey:
    """The key that came, which works and has the scopes that the view asks for.

    Wrong keys are counted together with wrong passwords, and past the limit answered 429. Unlike a password, a right
    key passes even then: nobody guesses 256 bits, and one program with an old key must not shut out all others behind
    the same address.

    Raises:
        ProblemError: a code of ``keys`` (401), ``too_many_failures`` (429), ``scope_missing`` (403).
    """
    try:
        key = keys.find(presented)
    except keys.InvalidKey as error:
        throttle = FailureThrottle()
        if not throttle.allow_request(request, None):
            raise _too_many(throttle) from None
        raise CredentialError(request, error.code, str(error)) from None
    scopes.require((request.parser_context or {}).get("view"), str(request.method), key)
    key.note_use()
    return key


def counted_password(request: Request, username: str, password: str) -> User:
    """``check_password`` for calls without a throttle of their own: after too many wrong ones it asks no more.

    Raises:
        ProblemError: ``wrong_credentials`` (401), ``too_many_failures`` (429).
    """
    throttle = FailureThrottle()
    if throttle.is_spent(request):
        raise _too_many(throttle)
    try:
        return check_password(request, username, password)
    except CredentialError:
        throttle.allow_request(request, None)
        raise


def check_password(request: Request, username: str, password: str) -> User:
    """The active user with this name and password.

    Raises:
        ProblemError: ``wrong_credentials`` (401), or ``too_many_failures`` (429, given by django-axes).
    """
    plain: HttpRequest = request._request  # noqa: SLF001  (django-axes marks the request that its middleware sees)
    # A null character is in no name, and PostgreSQL takes none in a query. A key is no name either, and must not end
    # in the table where django-axes keeps the names that failed.
    impossible = "\0" in username or keyform.is_meant(username)
    user = None if impossible else authenticate(request=plain, username=username, password=password)
    if not isinstance(user, User):
        raise CredentialError(request, "wrong_credentials", "No active account has this name and password.")
    return user


def _too_many(throttle: FailureThrottle) -> ProblemError:
    text = "Too many wrong passwords or API keys from this address. Wait, then try again."
    return ProblemError("too_many_failures", text, retry_after=throttle.wait())
