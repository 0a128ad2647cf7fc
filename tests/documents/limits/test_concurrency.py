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
