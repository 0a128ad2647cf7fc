"""The hash of stored passwords."""

from __future__ import annotations

import os
import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_at_once = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))
"""Semaphore of hash computations: sign-ups and sign-ins of many clients leave half of the processor to other calls."""


class LeanArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane, the parameters that OWASP recommends.

    Django's default uses 100 MiB and eight threads for each sign-in: forty callers with HTTP Basic at once would need
    4 GB. A hash with other parameters is renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _at_once:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _at_once:
            return super().verify(password, encoded)
