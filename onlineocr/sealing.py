"""Secrets that must be read again, sealed for the database: a copy of it alone opens none of them.

A password or a key that is only compared is hashed instead; this is for those with which the service itself signs.
The key comes from the installation's own secret key by HKDF-SHA256 (RFC 5869), a different one for every ``purpose``,
so that what was sealed for one use cannot be passed off as another's. The cipher is AES-256-GCM (NIST SP 800-38D) with
a fresh random nonce of 96 bits.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "s1."  # in front of the sealed text, so that another cipher could stand beside this one
_NONCE = 12  # bytes


class CannotUnseal(ValueError):
    """The text is not what :func:`seal` made with this key, for this purpose and this owner."""


def seal(secret: str, *, key: str, purpose: str, bound_to: str = "") -> str:
    """``secret`` as ASCII text that only the same ``key``, ``purpose`` and ``bound_to`` open again.

    ``key`` is the installation's secret key, ``purpose`` a constant of the calling module such as ``"webhook"``.
    ``bound_to`` may name the row: then the text opens in no other. A secret of n
    bytes in UTF-8 takes 3 + 4·⌈(n + 28) / 3⌉ characters.
    """
    nonce = os.urandom(_NONCE)
    cipher = _cipher(key, purpose).encrypt(nonce, secret.encode(), bound_to.encode())
    return _VERSION + base64.urlsafe_b64encode(nonce + cipher).decode()


def unseal(sealed: str, *, key: str, purpose: str, bound_to: str = "") -> str:
    """The secret behind ``sealed``; :class:`CannotUnseal` when anything differs from when it was sealed."""
    if not sealed.startswith(_VERSION):
        raise CannotUnseal("This is no sealed secret of a version that is known here")
    try:
        data = base64.b64decode(sealed.removeprefix(_VERSION), altchars=b"-_", validate=True)
        secret = _cipher(key, purpose).decrypt(data[:_NONCE], data[_NONCE:], bound_to.encode())
    except (InvalidTag, binascii.Error, ValueError):
        raise CannotUnseal(
            "The sealed secret does not open. The installation's secret key changed since it was sealed; "
            "bring the old key back, or make the secret anew."
        ) from None
    return secret.decode()


def _cipher(key: str, purpose: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=f"onlineocr sealing {purpose}".encode()).derive(key.encode()))
