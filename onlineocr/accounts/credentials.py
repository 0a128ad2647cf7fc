"""Check of a name and a password, with a count of wrong ones."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.http import HttpRequest

from onlineocr.accounts import keyform, rates
from onlineocr.accounts.models import User

NOT_CONFIRMED = "The password is wrong. Nothing was changed."
TOO_MANY = "Too many wrong passwords or API keys from this address. Wait, then try again."


class WrongCredentials(Exception):
    """No active account has this name and password. ``standing`` is the count of wrong passwords."""

    def __init__(self, standing: rates.Standing) -> None:
        super().__init__()
        self.standing = standing


class TooManyFailures(Exception):
    """The address sent too many wrong credentials; this one was not checked."""

    def __init__(self, standing: rates.Standing) -> None:
        super().__init__(TOO_MANY)
        self.standing = standing


def user_with(request: HttpRequest, username: str, password: str) -> User | None:
    """Return the active user with this name and password, else None; django-axes counts wrong passwords.

    After too many for one name, django-axes answers the request itself, with 429.
    """
    # No name contains a null character, and PostgreSQL accepts none in a query. A key is no name either, and must not
    # be stored in the table of django-axes with the names of failed sign-ins.
    if "\0" in username or keyform.is_meant(username):
        return None
    user = authenticate(request=request, username=username, password=password)
    return user if isinstance(user, User) else None


def counted(request: HttpRequest, username: str, password: str) -> User:
    """Return the user like `user_with`, for calls without a rate limit; after too many wrong passwords, check none.

    Raises:
        WrongCredentials: or ``TooManyFailures``.
    """
    standing = rates.WRONG_CREDENTIALS.look(request)
    if standing.spent:
        raise TooManyFailures(standing)
    user = user_with(request, username, password)
    if user is None:
        raise WrongCredentials(rates.WRONG_CREDENTIALS.take(request))
    return user
