"""Passwords on their way to the worker."""

import threading

from onlineocr.documents.passwords import Heard

TOLD = '{"document": "d", "password": "swordfish"}'


def test_it_knows_what_it_heard():
    heard = Heard()
    heard.hear(TOLD)
    assert heard.of("d") == "swordfish"


def test_it_waits_for_a_password_that_is_on_its_way():
    heard = Heard()
    threading.Timer(0.1, heard.hear, [TOLD]).start()
    assert heard.of("d", seconds=5) == "swordfish"


def test_it_does_not_wait_for_ever():
    assert Heard().of("d", seconds=0.01) == ""


def test_it_passes_over_other_messages():
    heard = Heard()
    heard.hear("")
    assert heard.of("d", seconds=0) == ""


def test_it_forgets_the_oldest_of_many():
    heard = Heard()
    for number in range(1001):
        heard.hear(f'{{"document": "{number}", "password": "p"}}')
    assert (heard.of("0", seconds=0), heard.of("1000", seconds=0)) == ("", "p")
