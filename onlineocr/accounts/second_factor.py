"""The second factor of an account: codes of an app (TOTP, RFC 6238), and recovery codes for a lost phone.

A password alone opens nothing of an account with a second factor: the page asks for a code, `/api/token_obtain_pair/`
takes it as ``code``, and HTTP Basic with a password is refused. API keys work as before; only a signed-in user makes
them.
"""

from __future__ import annotations

import secrets
from base64 import b32encode

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError

from onlineocr import sealing
from onlineocr.accounts.models import User

PURPOSE = "second factor"
PAUSE = 300
NOT_BASIC = (
    "This account has a second factor, so its password alone is not accepted. Use an API key, or sign in at "
    "/api/token_obtain_pair/ with a code."
)
MISSING = "This account has a second factor. Send its code as 'code': of the authenticator app, or a recovery code."
WRONG = "The code is wrong, was used already, or has ended. Send the next one that the app shows."
TOO_MANY = "Too many wrong codes for this account. Wait five minutes, then try again."


class WrongCode(Exception):
    """The code is missing or wrong. The text contains the remedy."""


class TooManyCodes(Exception):
    """Too many codes were tried; this one was not checked. ``wait`` is the pause in seconds."""

    wait = float(PAUSE)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are stored encrypted; the app shows the name of the account."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "The code is not right. Type the next one."}

    def encrypt(self, text: str) -> str:
        return sealing.seal(text, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to="")

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; after a change of the secret key, another one at random, so that no code fits."""
        try:
            return sealing.unseal(encrypted_text, key=settings.SECRET_KEY, purpose=PURPOSE, bound_to="")
        except sealing.CannotUnseal:
            return b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of ``url`` as SVG; dark on light in every scheme, as scanners need it."""
        from qrcode.main import QRCode  # imports Pillow, which no other page needs  # noqa: PLC0415

        code = QRCode(border=4)
        code.add_data(url)
        matrix = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
        size = len(matrix)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
            f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
        )


def is_on(user: User) -> bool:
    """Whether ``user`` has a second factor, beside recovery codes."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def codes_left(user: User) -> int:
    """Return the number of recovery codes that were not used."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def check(user: User, code: str) -> None:
    """Use up ``code`` of an app, or a recovery code, of ``user``. Raise :class:`WrongCode` or :class:`TooManyCodes`."""
    if not code:
        raise WrongCode(MISSING)
    try:
        forgive = check_rate_limit(user)
    except ValidationError:
        raise TooManyCodes(TOO_MANY) from None
    for row in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN):
        if row.wrap().validate_code(code):
            row.record_usage()
            forgive()
            return
    raise WrongCode(WRONG)
