"""Schemathesis against a running service: calls made up from its own description, the answers held against it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import PASSWORD
from tests.support import processes

# No bound may hide what lies behind it.
WIDE = {
    "ONLINEOCR_SIGN_INS": "1000000", "ONLINEOCR_REGISTRATIONS": "1000000", "ONLINEOCR_BASIC_FAILURES": "1000000",
    "ONLINEOCR_EXPORTS": "1000000", "ONLINEOCR_KEYS": "1000000", "ONLINEOCR_SIGN_IN_FAILURES": "1000000",
    "ONLINEOCR_ACCESS_LIFETIME": "12h", "ONLINEOCR_WAIT": "2s", "ONLINEOCR_URL_UPLOADS": "everybody",
}  # fmt: skip
# A text that has the form of a file, a date or a password is still no file, date or good password.
UNCHECKED = "positive_data_acceptance"


@dataclass(frozen=True)
class Service:
    """Where it runs, and credentials of Alice. The key can neither make nor revoke keys."""

    address: str
    token: str
    key: str

    def headers(self, way: str) -> list[str]:
        """Arguments that sign in: by ``token``, by ``key``, or for ``nobody`` none."""
        return {
            "token": ["-H", f"Authorization: Bearer {self.token}"],
            "key": ["-H", f"X-API-Key: {self.key}"],
            "nobody": [],
        }[way]


@contextlib.contextmanager
def service(data: Path) -> Iterator[Service]:
    """A service with a user who has a key."""
    with processes.service(data, **WIDE) as (_, port):
        address = f"http://127.0.0.1:{port}"
        account = {"username": "alice", "password": PASSWORD}
        _post(f"{address}/api/register/", account)
        token = _post(f"{address}/api/token_obtain_pair/", account)["access"]
        key = _post(f"{address}/api/v1/keys/", {"name": "calls"}, token)["key"]
        yield Service(address, token, key)


def run(service: Service, folder: Path, *arguments: str, way: str = "token") -> str:
    """One campaign by the command of schemathesis; AssertionError with its report when anything was found."""
    done = subprocess.run(
        [
            sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run",
            f"{service.address}/api/schema/?format=json", *service.headers(way), "--seed", "1", "--continue-on-failure",
            "--exclude-checks", UNCHECKED, "--warnings", "off", "--request-timeout", "60", *arguments,
        ],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _post(address: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(urllib.request.Request(address, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)
