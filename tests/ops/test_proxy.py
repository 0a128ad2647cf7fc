from __future__ import annotations

import pytest

from onlineocr.ops.proxy import forwarded_for


@pytest.mark.parametrize(
    ("header", "proxies", "address"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("203.0.113.9:4711", 1, "203.0.113.9"),
        ("[2001:db8::1]:4711", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("203.0.113.9:x", 1, ""),
        ("[203.0.113.9", 1, ""),
        ("203.0.113.9", 2, ""),
        ("", 1, ""),
        ("unknown", 1, ""),
        ("<script>", 1, ""),
    ],
)
def test_it_believes_only_our_own_proxies(header, proxies, address):
    assert forwarded_for(header, proxies) == address


def test_without_a_proxy_the_header_changes_nothing(api, db, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 429]


def test_behind_a_proxy_each_caller_counts_alone(api, db, settings):
    settings.TRUSTED_PROXIES = 1
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 401]


def test_behind_a_proxy_what_the_caller_writes_in_front_changes_nothing(api, db, settings):
    settings.TRUSTED_PROXIES = 1
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    body = {"username": "nobody", "password": "x"}
    answers = [
        api.post("/api/token_obtain_pair/", body, headers={"X-Forwarded-For": f"192.0.2.{n}, 203.0.113.9"}).status_code
        for n in range(2)
    ]
    assert answers == [401, 429]
