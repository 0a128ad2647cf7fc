from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import check_password, make_password

from onlineocr.accounts.hashers import LeanArgon2


def test_it_stores_argon2id_with_19_mib():
    assert LeanArgon2().encode("secret", LeanArgon2().salt()).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_it_checks_what_it_stored(settings):
    settings.PASSWORD_HASHERS = ["onlineocr.accounts.hashers.LeanArgon2"]
    stored = make_password("secret")
    assert check_password("secret", stored)
    assert not check_password("Secret", stored)


def test_hashes_for_many_callers_are_made_in_turn():
    found, lock = [0, 0], threading.Lock()

    class Watched(LeanArgon2):
        def params(self):  # asked for while a hash is made
            with lock:
                found[0] += 1
                found[1] = max(found)
            time.sleep(0.02)
            with lock:
                found[0] -= 1
            return super().params()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: Watched().encode("secret", "saltsaltsalt"), range(20)))
    assert 1 <= found[1] <= max(1, os.cpu_count() // 2)
