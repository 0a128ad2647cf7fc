"""Cursors come back as they were written, for their own list only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import cursors

PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(alphabet=st.characters(categories=["L", "N"]))
)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner), max_leaves=8))
def test_it_reads_what_it_wrote(value):
    assert cursors.read(cursors.write(value, purpose="list"), purpose="list") == value


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_it_refuses_every_text_that_it_did_not_write(text):
    with pytest.raises(ValueError, match="The cursor is broken"):
        cursors.read(text, purpose="list")


def test_it_refuses_the_cursor_of_another_list():
    with pytest.raises(ValueError, match="broken"):
        cursors.read(cursors.write([1], purpose="documents"), purpose="pages")


@given(st.data())
def test_it_notices_every_changed_character(data):
    text = cursors.write(["2026-03-01", 12345], purpose="list")
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABab01-_:").filter(lambda letter: letter != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    with pytest.raises(ValueError, match="broken"):
        cursors.read(changed, purpose="list")


def test_it_refuses_a_value_with_the_signature_of_another():
    first, second = (cursors.write([number], purpose="list") for number in (1, 2))
    with pytest.raises(ValueError, match="broken"):
        cursors.read(first.partition(":")[0] + ":" + second.partition(":")[2], purpose="list")


def test_it_refuses_a_cursor_of_another_installation(settings):
    text = cursors.write([1], purpose="list")
    settings.SECRET_KEY = "another key of another installation, long enough"
    with pytest.raises(ValueError, match="broken"):
        cursors.read(text, purpose="list")


def test_it_fits_in_an_address_as_it_is():
    text = cursors.write(["ä" * 50, None, 0.5], purpose="list")
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.")
