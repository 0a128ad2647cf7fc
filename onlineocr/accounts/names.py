"""Names and passwords of users: spellings that differ in Unicode form are equal, and so are names that differ in case.

A name is stored as it was typed, in the form NFKC, and found by its key: NFKC with case folded. Both databases compare
keys in the same way, unlike the results of their own LOWER. A password is hashed in the form NFKC; its other forms are
tried too, for hashes older than this rule.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

KEY_LENGTH = 500  # folding turns a letter into at most three
_OLD_FORMS: tuple[Literal["NFC", "NFD", "NFKD"], ...] = ("NFC", "NFD", "NFKD")


def key_of(name: str) -> str:
    """Return the key of ``name``, the same for each spelling of it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def password_form(password: str) -> str:
    """Return the form of ``password`` that is hashed."""
    return unicodedata.normalize("NFKC", password)


def password_forms(password: str) -> Iterator[str]:
    """Yield the distinct forms to try; a password in ASCII has one."""
    forms = [password_form(password), password, *(unicodedata.normalize(form, password) for form in _OLD_FORMS)]
    yield from dict.fromkeys(forms)
