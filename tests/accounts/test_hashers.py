from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from onlineocr.accounts.hashers import LeanArgon2


def test_it_stores_argon2id_with_19_mib():
    assert LeanArgon2().encode("secret", LeanArgon2().salt()).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_it_checks_what_it_stored(settings):
    settings.PASSWORD_HASHERS = ["onlineocr.accounts.hashers.LeanArgon2"]
    stored = make_password("secret")
    assert check_password("secret", stored)
    assert not check_password("Secret", stored)
