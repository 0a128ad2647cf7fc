"""Authentication of calls by API key, access token, password or session.

These classes are the default of every view. ``request.user`` is a ``User`` or anonymous, ``request.auth`` the
``ApiKey`` if the call used one. A wrong credential is a 401 response; such a call is never treated as anonymous.
A view that works without an account sets ``permission_classes = [AllowAny]`` and keeps the authentication. It
declares the scopes that a key needs in ``key_scopes``, see ``scopes``.

Three headers can carry an API key: ``X-API-Key``, ``Authorization: Bearer``, and ``Authorization: Basic`` as its
password. The browser's session counts only if no header has a credential.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from onlineocr.accounts import credentials, keyform, keys, second_factor, tokens
from onlineocr.accounts.models import ApiKey, User
from onlineocr.http import scopes
from onlineocr.http.csrf import SessionCheck, cause
from onlineocr.http.errors import ProblemError
from onlineocr.http.throttles import FailureThrottle

REALM = "onlineocr"
KEY_HEADER = "X-API-Key"


def challenge(request: Request) -> str:
    """Return the value of ``WWW-Authenticate``.

    Browsers open a dialog of their own for Basic, so calls of a page's scripts, which have ``Sec-Fetch-Mode``, get a
    challenge without it.
    """
    bearer = f'Bearer realm="{REALM}"'
    return bearer if "Sec-Fetch-Mode" in request.headers else f'{bearer}, Basic realm="{REALM}", charset="UTF-8"'


class CredentialError(ProblemError):
    """Error 401 with a challenge: the credential of the call is wrong."""

    def __init__(self, request: Request, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.auth_header = challenge(request)


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """``X-API-Key: oo_<id>_<secret>``.

    If the call has ``Authorization`` too, both must belong to the same user, and be the same key if both are keys. The
    call then has the scopes of the key, the narrower of the two credentials.
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
    """``Authorization: Bearer`` with an access token or an API key. It refuses other schemes, except Basic."""

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

    Wrong passwords count as failed sign-ins. A key is never checked as a password: that would cost a slow hash and be
    counted as a failure of the name. A key as the name, without a password, is accepted as well: many clients send it
    so, and django-axes would store it in its table of names.
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
        user = counted_password(request, userid, password)
        if second_factor.is_on(user):
            raise CredentialError(request, "second_factor_required", second_factor.NOT_BASIC)
        return user, None


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with the CSRF token on every call with a writing method."""

    def enforce_csrf(self, request: Request) -> None:
        check = SessionCheck(lambda _: HttpResponse())
        check.process_request(request)
        reason = check.process_view(request, None, (), {})  # type: ignore[arg-type]
        if reason:
            raise ProblemError("csrf_failed", cause(request._request, str(reason)) or f"CSRF Failed: {reason}")  # noqa: SLF001

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


def account_of(request: Request) -> User:
    """Return the authenticated account; the view's permission refuses calls without one."""
    return cast("User", request.user)


def by_key(request: Request, presented: str) -> ApiKey:
    """Return the API key ``presented`` if it is valid and has the scopes that the view requires.

    Wrong keys are counted together with wrong passwords; above the limit, they get 429. Unlike a password, a valid key
    is accepted even then: 256 bits cannot be guessed, and one program with an old key must not block all others at
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


_WRONG = "No active account has this name and password."


def counted_password(request: Request, username: str, password: str, *, wrong: str = _WRONG) -> User:
    """Check a password like ``check_password``, for calls without a throttle; refuse it after too many wrong ones.

    Raises:
        ProblemError: ``wrong_credentials`` (401), ``too_many_failures`` (429).
    """
    throttle = FailureThrottle()
    try:
        return credentials.counted(_plain(request), username, password)
    except credentials.TooManyFailures as error:
        throttle.tell(request, error.standing)
        raise _too_many(throttle) from None
    except credentials.WrongCredentials as error:
        throttle.tell(request, error.standing)
        raise CredentialError(request, "wrong_credentials", wrong) from None


def confirmed_password(request: Request, user: User, password: str) -> User:
    """Check the password by which the signed-in ``user`` confirms a call; errors as in `counted_password`."""
    return counted_password(request, user.get_username(), password, wrong=credentials.NOT_CONFIRMED)


def check_password(request: Request, username: str, password: str, code: str = "") -> User:
    """Return the active user with this name and password, and with this ``code`` if a second factor is on.

    Raises:
        ProblemError: ``wrong_credentials`` or ``second_factor_required`` (401), or ``too_many_failures`` (429, given by
            django-axes, or after too many wrong codes).
    """
    user = credentials.user_with(_plain(request), username, password)
    if user is None:
        raise CredentialError(request, "wrong_credentials", _WRONG)
    if second_factor.is_on(user):
        try:
            second_factor.check(user, code)
        except second_factor.TooManyCodes as error:
            raise ProblemError("too_many_failures", str(error), retry_after=error.wait) from None
        except second_factor.WrongCode as error:
            raise CredentialError(request, "second_factor_required", str(error)) from None
    return user


def _plain(request: Request) -> HttpRequest:
    """Return Django's request, which the middleware of django-axes sees and marks."""
    plain: HttpRequest = request._request  # noqa: SLF001
    return plain


def _too_many(throttle: FailureThrottle) -> ProblemError:
    return ProblemError("too_many_failures", credentials.TOO_MANY, retry_after=throttle.wait())
