"""The ids of documents: in the order of time, and not to be guessed."""

from __future__ import annotations

import time
import uuid

import pytest

from onlineocr.documents.models import ids


@pytest.fixture
def at(monkeypatch):
    """``at(nanoseconds)``: an id that is made at this time."""

    def make(nanoseconds):
        monkeypatch.setattr(ids.time, "time_ns", lambda: nanoseconds)
        return ids.uuid7()

    return make


def test_it_has_the_form_of_the_standard():
    made = ids.uuid7()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert abs((made.int >> 80) - time.time() * 1000) < 10_000


def test_a_later_one_sorts_later(at):
    made = [at(milliseconds * 1_000_000) for milliseconds in (0, 1, 2, 1_000, 1_000_000, 2**40)]
    assert sorted(made, key=str) == made
    assert [one.int >> 80 for one in made] == [0, 1, 2, 1_000, 1_000_000, 2**40]


def test_a_part_of_a_millisecond_does_not_count(at):
    assert {at(5_000_000 + rest).int >> 80 for rest in (0, 1, 999_999)} == {5}


def test_those_of_one_moment_have_nothing_else_in_common(at):
    made = [at(0).int for _ in range(2_000)]
    varying = 0
    for one in made:
        varying |= one ^ made[0]
    assert varying == (2**12 - 1) << 64 | (2**62 - 1)
    assert len(set(made)) == 2_000
