"""Settings of django-allauth (sign-in, e-mail addresses, second factors, sessions), and of mail."""

from __future__ import annotations

from onlineocr import env
from onlineocr.accounts import mail_url

__all__ = [
    "ACCOUNT_ADAPTER",
    "ACCOUNT_CHANGE_EMAIL",
    "ACCOUNT_EMAIL_SUBJECT_PREFIX",
    "ACCOUNT_EMAIL_VERIFICATION",
    "ACCOUNT_LOGIN_METHODS",
    "ACCOUNT_RATE_LIMITS",
    "ALLAUTH_APPS",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "MAIL",
    "MFA_ADAPTER",
    "MFA_ALLOW_UNVERIFIED_EMAIL",
    "MFA_SUPPORTED_TYPES",
    "MFA_TOTP_ISSUER",
    "MFA_TOTP_TOLERANCE",
    "PASSWORD_RESET_TIMEOUT",
]

ALLAUTH_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]

ACCOUNT_ADAPTER = "onlineocr.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an unconfirmed address keeps nobody out
ACCOUNT_CHANGE_EMAIL = True  # one address an account, and a new one that waits for its confirmation
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "onlineocr.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an account needs no address
MFA_TOTP_ISSUER = "onlineocr"
MFA_TOTP_TOLERANCE = 1  # a code is accepted for a minute and a half: clocks differ
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

_MAIL_URL = env.secret(
    "ONLINEOCR_MAIL",
    help="The server that sends mail: smtp://user:password@host:587 with STARTTLS, smtps://… with TLS, smtp+plain://… "
    "without either. It needs ONLINEOCR_PUBLIC_URL, with which links in mails begin. Without it mails are printed.",
    check=mail_url.check,
)
MAIL = bool(_MAIL_URL)
_SERVER = mail_url.parse(_MAIL_URL) if MAIL else {}
EMAIL_BACKEND = _SERVER.get("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST, EMAIL_PORT = _SERVER.get("EMAIL_HOST", "localhost"), _SERVER.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _SERVER.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _SERVER.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _SERVER.get("EMAIL_USE_TLS", False), _SERVER.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.string(
    "ONLINEOCR_MAIL_FROM",
    "onlineocr@localhost",
    help="The sender of mails: ocr@example.org, or Reader <ocr@example.org>.",
)
PASSWORD_RESET_TIMEOUT = 2 * 3600
