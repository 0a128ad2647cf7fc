"""How passwords are stored."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane, the parameters OWASP names.

    Django's own default takes 100 MiB and eight threads for each sign-in: forty callers with HTTP Basic at once would
    need 4 GB. A hash made with other parameters is renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
