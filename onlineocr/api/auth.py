"""How a call says who makes it.

Views need nothing: these classes are the default. ``request.user`` is a ``User`` or anonymous; a credential that is
present but wrong never counts as anonymous, it is answered 401. A view that works without an account sets
``permission_classes = [AllowAny]`` and keeps the authentication.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from onlineocr.accounts import tokens
from onlineocr.accounts.models import User
from onlineocr.api.errors import ProblemError
from onlineocr.api.throttles import BasicFailureThrottle

REALM = "onlineocr"


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


class BearerAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer <access token>``. Any other scheme than Bearer and Basic is refused here too."""

    def authenticate(self, request: Request) -> tuple[User, str] | None:
        scheme, _, credential = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if not scheme or scheme.lower() == "basic":
            return None
        if scheme.lower() != "bearer":
            raise CredentialError(request, "invalid_token", f"The scheme '{scheme[:20]}' is not known here.")
        try:
            return tokens.user_of(credential.strip()), credential
        except tokens.InvalidToken as error:
            raise CredentialError(request, error.code, str(error)) from None

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


class BasicAuthentication(authentication.BasicAuthentication):
    """``Authorization: Basic`` with name and password; wrong passwords count towards the pause as at the sign-in."""

    www_authenticate_realm = REALM

    def authenticate(self, request: Request) -> Any:
        try:
            return super().authenticate(request)
        except exceptions.AuthenticationFailed as error:
            raise CredentialError(request, "wrong_credentials", str(error.detail)) from None

    def authenticate_credentials(self, userid: str, password: str, request: Request | None = None) -> tuple[User, None]:
        if request is None:  # the framework always passes it; django-axes cannot count without
            raise exceptions.AuthenticationFailed
        throttle = BasicFailureThrottle()
        if throttle.is_spent(request):
            text = "Too many wrong passwords from this address. Wait, then try again."
            raise ProblemError("too_many_failures", text, retry_after=throttle.wait())
        try:
            return check_password(request, userid, password), None
        except CredentialError:
            throttle.allow_request(request, None)
            raise


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with the CSRF token on every call that changes something."""

    def authenticate_header(self, request: Request) -> str:
        return challenge(request)


def check_password(request: Request, username: str, password: str) -> User:
    """The active user with this name and password.

    Raises:
        ProblemError: ``wrong_credentials`` (401), or ``too_many_failures`` (429, given by django-axes).
    """
    plain: HttpRequest = request._request  # noqa: SLF001  (django-axes marks the request that its middleware sees)
    # A null character is in no name, and PostgreSQL takes none in a query.
    user = None if "\0" in username else authenticate(request=plain, username=username, password=password)
    if not isinstance(user, User):
        raise CredentialError(request, "wrong_credentials", "No active account has this name and password.")
    return user
