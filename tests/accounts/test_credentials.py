"""A name and a password, checked and counted."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt

from onlineocr.accounts import credentials, keyform, rates
from onlineocr.accounts.rates import Standing


def test_the_right_password_gives_the_user_and_counts_nothing(rf, alice, password):
    request = rf.get("/")
    assert credentials.counted(request, "alice", password) == alice
    assert rates.WRONG_CREDENTIALS.look(request).used == 0


def test_a_wrong_one_is_counted_and_told(rf, alice, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 5}
    with pytest.raises(credentials.WrongCredentials) as caught:
        credentials.counted(rf.get("/"), "alice", "wrong")
    assert (caught.value.standing.used, caught.value.standing.quota) == (1, 5)
    assert AccessAttempt.objects.get().username == "alice"


def test_above_the_limit_not_even_the_right_one_is_checked(rf, alice, password, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 1}
    with pytest.raises(credentials.WrongCredentials):
        credentials.counted(rf.get("/"), "bob", "wrong")
    with pytest.raises(credentials.TooManyFailures, match="from this address") as caught:
        credentials.counted(rf.get("/"), "alice", password)
    assert caught.value.standing.spent
    assert credentials.counted(rf.get("/", REMOTE_ADDR="192.0.2.99"), "alice", password) == alice


@pytest.mark.parametrize(
    "name", ["a\0b", str(keyform.make()), str(keyform.make())[:30]], ids=["null", "key", "start of a key"]
)
def test_what_cannot_be_a_name_is_neither_looked_up_nor_stored(rf, db, name, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert credentials.user_with(rf.get("/"), name, "x") is None
    assert not AccessAttempt.objects.exists()


def test_an_account_that_is_not_active_has_no_password(rf, alice, password):
    alice.is_active = False
    alice.save()
    assert credentials.user_with(rf.get("/"), "alice", password) is None


@pytest.mark.parametrize(
    ("used", "exceeded", "spent", "remaining"),
    [(0, False, False, 2), (1, False, False, 1), (2, False, True, 0), (3, True, True, 0)],
)
def test_a_rate_has_a_last_call(used, exceeded, spent, remaining):
    found = Standing(used, 2, 0.0)
    assert (found.exceeded, found.spent, found.remaining) == (exceeded, spent, remaining)


@pytest.mark.parametrize(("reset", "seconds"), [(0, 1), (0.2, 1), (1.0, 1), (1.2, 2), (59.9, 60)])
def test_whole_seconds_are_never_too_early(reset, seconds):
    assert Standing(1, 2, reset).seconds == seconds


@pytest.mark.parametrize(("moved", "reset"), [(0, 60), (20, 40), (59.5, 0.5), (-100, 60)])
def test_the_rest_of_a_window_is_told_whatever_the_clock_does(rf, db, monkeypatch, moved, reset):
    monkeypatch.setattr(rates.time, "time", lambda: 1_800_000_000.0)
    assert rates.SIGN_IN.take(rf.get("/")).reset == 60
    monkeypatch.setattr(rates.time, "time", lambda: 1_800_000_000.0 + moved)
    assert rates.SIGN_IN.look(rf.get("/")).reset == pytest.approx(reset)
