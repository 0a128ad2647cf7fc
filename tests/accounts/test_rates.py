"""Whose calls are counted together, and that none slips past."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from onlineocr.accounts import rates


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("", None),
        ("unix:", None),
        ("192.0.2.7, 192.0.2.8", None),
    ],
)
def test_it_counts_by_address_or_network(rf, address, counted):
    assert rates.address_of(rf.get("/", REMOTE_ADDR=address)) == counted


def test_it_lets_no_call_slip_past_at_the_same_moment(rf, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"register": 20}
    start = Barrier(50)

    def ask(_: int) -> bool:
        start.wait()
        return rates.REGISTER.take(rf.get("/")).exceeded

    with ThreadPoolExecutor(50) as pool:
        assert sorted(pool.map(ask, range(50))) == [False] * 20 + [True] * 30


@pytest.mark.parametrize("second", [0, 59.9])
def test_a_window_begins_with_the_first_call(rf, settings, monkeypatch, second):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 2}
    begin = 1_800_000_000 + second
    for passed, exceeded in [(0, False), (1, False), (59, True), (61, False)]:
        monkeypatch.setattr("time.time", lambda now=begin + passed: now)
        assert rates.SIGN_IN.take(rf.get("/")).exceeded is exceeded


def test_looking_counts_nothing(rf, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"sign_in": 1}
    assert not any(rates.SIGN_IN.look(rf.get("/")).spent for _ in range(3))
    assert not rates.SIGN_IN.take(rf.get("/")).exceeded
    assert rates.SIGN_IN.look(rf.get("/")).spent


def test_the_pause_for_wrong_passwords_holds_for_a_whole_network(api, alice, password, settings):
    def sign_in(given: str, host: int) -> int:
        body = {"username": "alice", "password": given}
        return api.post("/api/token_obtain_pair/", body, REMOTE_ADDR=f"2001:db8::{host:x}").status_code

    for host in range(settings.AXES_FAILURE_LIMIT):
        sign_in("wrong", host)
    assert sign_in(password, 99) == 429


@pytest.mark.parametrize("address", ["", "unix:"])
def test_a_caller_without_an_address_is_paused_too(api, alice, settings, address):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = api.post("/api/token_obtain_pair/", {"username": "alice", "password": "x"}, REMOTE_ADDR=address)
    assert answer.status_code == 429
