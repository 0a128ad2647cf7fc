from __future__ import annotations

import pytest

from onlineocr.accounts import keyform

ID, SECRET = "abcdefgh234567qz", "A" * 42 + "z"
KEY = f"oo_{ID}_{SECRET}"


def test_it_makes_what_it_reads():
    made = keyform.make()
    assert keyform.parse(str(made)) == made
    assert made.secret not in repr(made)


def test_no_two_are_alike():
    made = [keyform.make() for _ in range(200)]
    assert len({text.uid for text in made}) == len({text.secret for text in made}) == 200


def test_a_secret_has_256_bits():
    assert (26 + 26 + 10) ** keyform.SECRET_LENGTH > 2**256


@pytest.mark.parametrize(
    "text",
    ["", "oo_", f"oo_{ID}", f"oo_{ID}_", KEY[:-1], KEY + "A", KEY.upper(), f" {KEY}", f"{KEY}\n", KEY.replace("A", "ä"),
     f"ab_{ID}_{SECRET}", f"oo_{ID[:-1]}_{SECRET}", f"oo_{ID[:-1]}1_{SECRET}", f"{KEY},{KEY}", KEY.replace("z", "\0"),
     KEY.replace("A", "Ａ"), KEY * 10_000],
)  # fmt: skip
def test_it_refuses_what_is_not_whole(text):
    assert keyform.parse(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [(KEY, True), (KEY[:-5], True), (KEY + "x", True), ("oo_letmein", False), ("oo_", False), ("", False), (ID, False)],
)
def test_it_knows_what_is_meant_as_a_key(text, meant):
    assert keyform.is_meant(text) is meant


def test_it_leaves_secrets_out_of_a_text():
    assert keyform.without_secrets(f"two: {KEY},{KEY}.") == f"two: oo_{ID}_…,oo_{ID}_…."
    assert keyform.without_secrets("oo_letmein") == "oo_letmein"
