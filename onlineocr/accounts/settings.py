"""Settings of django-allauth: sign-in, e-mail addresses, second factors, sessions."""

from __future__ import annotations

__all__ = [
    "ACCOUNT_ADAPTER",
    "ACCOUNT_CHANGE_EMAIL",
    "ACCOUNT_EMAIL_SUBJECT_PREFIX",
    "ACCOUNT_EMAIL_VERIFICATION",
    "ACCOUNT_LOGIN_METHODS",
    "ACCOUNT_RATE_LIMITS",
    "ALLAUTH_APPS",
]

ALLAUTH_APPS = ["allauth", "allauth.account", "allauth.usersessions"]

ACCOUNT_ADAPTER = "onlineocr.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an unconfirmed address keeps nobody out
ACCOUNT_CHANGE_EMAIL = True  # one address an account, and a new one that waits for its confirmation
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# accounts.rates counts by address. allauth counts codes of one account, whichever address they come from.
ACCOUNT_RATE_LIMITS = {
    "change_password": None,
    "confirm_email": None,
    "login": None,
    "login_failed": "10/5m/key",
    "manage_email": None,
    "reauthenticate": None,
    "reset_password": None,
    "reset_password_from_key": None,
    "signup": None,
}
