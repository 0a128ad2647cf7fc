"""Seats for calls that hold a thread for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from onlineocr.documents.limits.concurrency import ConcurrencyLimit
from onlineocr.documents.limits.errors import Busy


@pytest.fixture
def room(settings):
    settings.UPLOADS_AT_ONCE = 1
    return ConcurrencyLimit("UPLOADS_AT_ONCE", "uploads on their way")


def elsewhere(room):
    """Whether another thread finds a seat."""

    def sit():
        with room.slot() as slotted:
            return slotted

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(sit).result()


def test_it_has_as_many_seats_as_the_setting_says(room):
    with room.slot() as slotted:
        assert (slotted, room.full, elsewhere(room)) == (True, True, False)
    assert (room.full, elsewhere(room)) == (False, True)


def test_a_thread_needs_one_seat_only(room):
    with room.slot(), room.slot() as again:
        assert (again, room.taken) == (True, 1)
    assert room.taken == 0


def test_a_seat_can_be_left_early(room):
    with room.slot(), room.slot():
        room.leave()
        assert elsewhere(room)
    room.leave()
    assert room.taken == 0


def test_it_is_given_back_after_an_error(room):
    with pytest.raises(ZeroDivisionError), room.slot():
        raise ZeroDivisionError
    assert room.taken == 0


def test_who_must_have_one_is_told_when_to_come_again(room):
    def insist():
        with room.required():
            pytest.fail("it let a second one in")

    with room.slot(), ThreadPoolExecutor(1) as pool, pytest.raises(Busy, match="1 uploads") as refusal:
        pool.submit(insist).result()
    assert refusal.value.retry_after > 0


class Bill:
    """A share of the processor that writes down what it is charged."""

    def __init__(self):
        self.entered, self.charged = [], []

    def enter(self, caller):
        self.entered.append(caller)

    def leave(self, spent):
        self.charged.append(spent)

    def turns_away(self, caller):
        return Busy(f"no share for {caller}")


@pytest.fixture
def bill():
    return Bill()


@pytest.fixture
def shared(settings, bill):
    settings.UPLOADS_AT_ONCE = 2
    return ConcurrencyLimit("UPLOADS_AT_ONCE", "uploads on their way", bill)


def test_a_call_is_charged_with_what_it_computed_and_what_others_did_for_it(shared, bill):
    with shared.required("u1"), shared.required("u1"):
        shared.charge(3.0)
        shared.charge(4.0)
    assert bill.entered == ["u1"]
    assert [round(spent) for spent in bill.charged] == [7]
    assert bill.charged[0] >= 7


def test_a_call_that_computes_nothing_costs_nothing(shared, bill):
    with shared.required("u1"):
        pass
    assert 0 <= bill.charged[0] < 0.5


def test_a_call_that_leaves_early_is_charged_once(shared, bill):
    with shared.required("u1"):
        shared.leave()
        shared.leave()
        shared.charge(100)
    assert len(bill.charged) == 1
    assert bill.charged[0] < 1


def test_a_call_that_only_looks_for_a_seat_is_not_charged(shared, bill):
    with shared.slot():
        pass
    assert (bill.entered, bill.charged) == ([], [])


def test_the_next_call_is_turned_away_for_the_seat_first_and_then_for_the_share(shared, settings):
    assert "no share for u1" in shared.turns_away("u1").detail
    settings.UPLOADS_AT_ONCE = 0
    assert "0 uploads on their way" in shared.turns_away("u1").detail


def test_without_a_share_nobody_is_turned_away_from_a_free_seat(room):
    assert room.turns_away("u1") is None
