from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import sealing

KEY = "a secret key of an installation, long enough"


def sealed(secret: str = "whsec_abc", **changes: str) -> str:
    return sealing.seal(secret, **({"key": KEY, "purpose": "webhook", "bound_to": "7"} | changes))


def opened(text: str, **changes: str) -> str:
    return sealing.unseal(text, **({"key": KEY, "purpose": "webhook", "bound_to": "7"} | changes))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_it_opens_what_it_sealed(secret):
    assert opened(sealed(secret)) == secret


def test_it_shows_nothing_of_the_secret():
    text = sealed("hunter2")
    assert "hunter2" not in text
    assert b"hunter2" not in base64.urlsafe_b64decode(text.removeprefix("s1."))


def test_its_length_is_as_promised():
    assert [len(sealed("x" * n)) for n in (0, 38, 100)] == [3 + 4 * -(-(n + 28) // 3) for n in (0, 38, 100)]


def test_it_never_seals_twice_the_same():
    assert sealed() != sealed()


@pytest.mark.parametrize("change", [{"key": KEY + "x"}, {"purpose": "sigv4"}, {"bound_to": "8"}, {"bound_to": ""}])
def test_it_opens_for_nothing_else(change):
    with pytest.raises(sealing.CannotUnseal):
        opened(sealed(), **change)


def test_it_notices_every_changed_character():
    text = sealed("8 bytes.")  # a multiple of three in all: no bit of the base64 is without meaning
    for place in range(len(text)):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(sealing.CannotUnseal):
            opened(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "s1.", "s1.AAAA", "s1.!!!", "whsec_abc", "s2.", "cut"])
def test_it_refuses_what_it_never_sealed(text):
    text = {"s2.": "s2." + sealed()[3:], "cut": sealed()[:-4]}.get(text, text)  # sealed() is never twice the same
    with pytest.raises(sealing.CannotUnseal):
        opened(text)


@pytest.mark.parametrize("odd", ["\n", " ", "!", "="])
def test_it_takes_no_sign_outside_of_its_alphabet(odd):
    text = sealed("8 bytes.")
    with pytest.raises(sealing.CannotUnseal):
        opened(text[:10] + odd + text[10:])


def test_it_says_that_the_key_changed_or_that_the_version_is_not_known():
    with pytest.raises(sealing.CannotUnseal, match="secret key changed"):
        opened(sealed(), key=KEY + "x")
    with pytest.raises(sealing.CannotUnseal, match="of a version that is known here"):
        opened("s2." + sealed()[3:])


def test_what_was_sealed_in_an_earlier_version_still_opens():
    text = "s1.Ua625folffI6SM6f5Ygbj8nTrjPVva1DD_NaIG3a-KP-27kCBLAhRS20lZ5Mffbt-UDaY6ldAPA8g8ivFE2wRw=="
    assert opened(text) == "whsec_C2FVsBQIhrscChlQIMV+b5sSYob7oD"
