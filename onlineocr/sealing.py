"""Secrets that must be read again, encrypted for the database: a copy of the database alone reveals none of them.

A password or a key that is only compared is hashed instead; this is for secrets with which the service itself signs.
The key is derived from the installation's secret key by HKDF-SHA256 (RFC 5869), differently for each ``purpose``, so
that a text sealed for one use is not accepted for another. The cipher is AES-256-GCM (NIST SP 800-38D) with a fresh
random nonce of 96 bits.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = "s1."  # prefix of the sealed text, so that another cipher can be added later
_NONCE = 12  # bytes


class CannotUnseal(ValueError):
    """The text was not made by :func:`seal` with this key, for this purpose and this owner."""


def seal(secret: str, *, key: str, purpose: str, bound_to: str = "") -> str:
    """Return ``secret`` as ASCII text that only the same ``key``, ``purpose`` and ``bound_to`` can open.

    ``key`` is the installation's secret key, ``purpose`` a constant of the calling module such as ``"webhook"``.
    ``bound_to`` may name the row: then the text is invalid in any other. A secret of n bytes in UTF-8 takes 3 + 4·⌈(n +
    28) / 3⌉ characters.
    """
    nonce = os.urandom(_NONCE)
    cipher = _cipher(key, purpose).encrypt(nonce, secret.encode(), bound_to.encode())
    return _VERSION + base64.urlsafe_b64encode(nonce + cipher).decode()


def unseal(sealed: str, *, key: str, purpose: str, bound_to: str = "") -> str:
    """Return the secret in ``sealed``; :class:`CannotUnseal` if any argument differs from that of :func:`seal`."""
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
