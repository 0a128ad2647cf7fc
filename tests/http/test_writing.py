"""Which calls count as writing ones."""

from __future__ import annotations

import base64

import pytest

from onlineocr.http.writing import may_write

KEY = f"oo_{'a' * 16}_{'B' * 43}"


def basic(said: str) -> str:
    return f"Basic {base64.b64encode(said.encode()).decode()}"


@pytest.mark.parametrize(
    ("method", "authorization", "writes"),
    [
        ("GET", "", False),
        ("POST", "", True),
        ("GET", basic("alice:wrong"), True),
        ("HEAD", basic("ålice:"), True),
        ("GET", basic(f"alice:{KEY}"), False),
        ("GET", basic(f"{KEY}:"), False),
        ("GET", f"Bearer {KEY}", False),
        ("GET", "Basic Y", False),
    ],
)
def test_a_password_may_be_wrong_and_is_counted_then(method, authorization, writes):
    assert may_write(method, authorization) is writes
