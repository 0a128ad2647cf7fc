"""The cursor of a list: it comes back as it was made, for the order that it was made for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import cursors
from onlineocr.documents.models import HISTORY_FIELDS
from onlineocr.documents.search.listing import Order, Position
from onlineocr.documents.search.matches import Way
from onlineocr.documents.search.page_index import Position as PageHit
from onlineocr.documents.search.parts import BadCursor, Cursor

ORDERS = st.builds(Order, st.sampled_from(sorted(HISTORY_FIELDS)), st.booleans())
VALUES = {"created_at": st.datetimes(timezones=st.just(UTC)), "updated_at": st.datetimes(timezones=st.just(UTC))}
OTHERS = st.none() | st.integers(0, 2**53) | st.floats(0, 1) | st.text(st.characters(exclude_categories=["Cs"]))


@given(st.data(), ORDERS, st.integers(1, 2**53), st.booleans())
def test_it_comes_back_as_it_was_made(data, order, key, back):
    made = Cursor(order, Position(data.draw(VALUES.get(order.field, OTHERS)), key), back)
    assert Cursor.parse(str(made), order) == made


@given(ORDERS, st.booleans())
def test_the_end_of_a_list_has_a_cursor_too(order, back):
    made = Cursor(order, None, back)
    assert Cursor.parse(str(made), order) == made


@given(ORDERS, ORDERS)
def test_it_belongs_to_one_order(made_for, order):
    text = str(Cursor(made_for, Position(None, 1)))
    if made_for == order:
        assert Cursor.parse(text, order).position == Position(None, 1)
    else:
        with pytest.raises(BadCursor, match=f"ordered by '{made_for}'"):
            Cursor.parse(text, order)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_another_text_is_told_with_the_remedy(text):
    with pytest.raises(BadCursor, match="begin again without a cursor"):
        Cursor.parse(text, Order())


def test_the_cursor_of_a_search_is_none_of_a_list():
    for text in (str(Way(PageHit(True, 7))), cursors.write(["-created_at", False, None, 1], purpose="other")):
        with pytest.raises(BadCursor, match="broken"):
            Cursor.parse(text, Order())
    with pytest.raises(ValueError, match="broken"):
        Way.parse(str(Cursor(Order(), Position(datetime(2026, 3, 1, tzinfo=UTC), 1))))


@given(st.booleans(), st.integers(1, 2**53), st.booleans())
def test_a_way_through_hits_comes_back_as_it_was_made(exact, key, back):
    for way in (Way(PageHit(exact, key), back), Way(None, back)):
        assert Way.parse(str(way)) == way


def test_without_a_cursor_a_search_begins():
    assert Way.parse("") == Way(None, back=False)


@pytest.mark.parametrize("value", [[[1], False], [[1, 2, 3], False], [7, True], "x", [None], []])
def test_a_cursor_of_another_form_is_broken(value):
    with pytest.raises(ValueError, match="broken"):
        Way.parse(cursors.write(value, purpose="onlineocr.search"))
