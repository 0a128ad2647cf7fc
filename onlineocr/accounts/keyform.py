"""The format of API keys: ``oo_<id>_<secret>``. This module has no models, so that the log can import it too.

``id`` is 16 characters of base32 in small letters and is the public name of the key. ``secret`` is 43 letters and
digits: 62**43 is more than 2**256. Neither has characters that end the selection of a double click or break a line.
"""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass

PREFIX = "oo_"
ID_LENGTH = 16
_ID_LETTERS = string.ascii_lowercase + "234567"
_SECRET_LETTERS = string.ascii_letters + string.digits
SECRET_LENGTH = 43

WHOLE = re.compile(rf"oo_([a-z2-7]{{{ID_LENGTH}}})_([0-9A-Za-z]{{{SECRET_LENGTH}}})", re.ASCII)
_START = re.compile(rf"oo_[a-z2-7]{{{ID_LENGTH}}}_", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeyText:
    """The two parts of a key."""

    uid: str
    secret: str

    def __str__(self) -> str:
        return f"{PREFIX}{self.uid}_{self.secret}"

    def __repr__(self) -> str:  # logs and tracebacks must not contain the secret
        return f"KeyText({public_name(self.uid)})"


def make() -> KeyText:
    """Return a new key from the system's source of randomness."""
    uid = "".join(secrets.choice(_ID_LETTERS) for _ in range(ID_LENGTH))
    return KeyText(uid, "".join(secrets.choice(_SECRET_LETTERS) for _ in range(SECRET_LENGTH)))


def parse(text: str) -> KeyText | None:
    """Parse a key; return None for any other text."""
    found = WHOLE.fullmatch(text)
    return KeyText(found[1], found[2]) if found else None


def is_meant(text: str) -> bool:
    """Whether ``text`` is a key, whole or cut off; no password begins like this by chance."""
    return _START.match(text) is not None


def public_name(uid: str) -> str:
    """Return the name of a key without its secret."""
    return f"{PREFIX}{uid}"


def without_secrets(text: str) -> str:
    """Return ``text`` without the secret of every key in it."""
    return WHOLE.sub(r"oo_\1_…", text) if PREFIX in text else text
