"""One person, one name: spellings that differ only in case or Unicode form are the same name, and the same password.

A name is stored as it was typed, in the form NFKC, and found by its key: NFKC with case folded, which both databases
compare in the same way, unlike their own LOWER. A password is hashed in the form NFKC; other forms of it are tried too,
for the hashes that are older than this rule.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

KEY_LENGTH = 500  # folding makes a letter three at most
_OLD_FORMS: tuple[Literal["NFC", "NFD", "NFKD"], ...] = ("NFC", "NFD", "NFKD")


def key_of(name: str) -> str:
    """The key of ``name``, the same for each spelling of it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def password_form(password: str) -> str:
    """The form of ``password`` that is hashed."""
    return unicodedata.normalize("NFKC", password)


def password_forms(password: str) -> Iterator[str]:
    """The forms to try, each once: of a password in ASCII there is one."""
    forms = [password_form(password), password, *(unicodedata.normalize(form, password) for form in _OLD_FORMS)]
    yield from dict.fromkeys(forms)
