"""Passwords on their way to the worker."""

import threading

import pytest

from onlineocr.documents.notify.doorbell import Doorbell
from onlineocr.documents.queue.passwords import Heard, Keeper

TOLD = '{"document": "d", "password": "swordfish"}'


@pytest.fixture
def heard():
    """A worker's ears, with a bell that is listened to."""
    heard = Heard()
    with Doorbell("work") as bell:
        ended = threading.Event()

        def listen():
            while not ended.is_set():
                for message in bell.wait(0.05):
                    heard.hear(message)

        thread = threading.Thread(target=listen)
        thread.start()
        yield heard
        ended.set()
        thread.join()


def test_it_knows_what_it_heard():
    heard = Heard()
    heard.hear(TOLD)
    assert heard.of("d") == "swordfish"


def test_it_hears_what_is_told(heard):
    Keeper().tell("one", "swordfish")
    assert heard.of("one") == "swordfish"


def test_it_asks_for_what_was_told_before_it_listened():
    keeper = Keeper()
    keeper.tell("two", "swordfish")
    heard = Heard()
    with Doorbell("work") as bell:
        threading.Thread(target=lambda: [heard.hear(message) for message in bell.wait(5)]).start()
        assert heard.of("two") == "swordfish"


def test_it_waits_for_a_password_that_is_on_its_way():
    heard = Heard()
    threading.Timer(0.1, heard.hear, [TOLD]).start()
    assert heard.of("d", seconds=5) == "swordfish"


def test_it_does_not_wait_for_ever(heard):
    assert heard.of("nobody told it", seconds=0.05) == ""


def test_it_passes_over_other_messages():
    heard = Heard()
    heard.hear("")
    assert heard.of("d", seconds=0) == ""


def test_it_forgets_the_oldest_of_many():
    heard = Heard()
    for number in range(1001):
        heard.hear(f'{{"document": "{number}", "password": "p"}}')
    assert (heard.of("0", seconds=0), heard.of("1000", seconds=0)) == ("", "p")
