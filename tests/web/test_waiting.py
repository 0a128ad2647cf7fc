"""The page of a document says how long it takes, and whether a person should look at it."""

from __future__ import annotations

import pytest

from onlineocr.documents.models import Page, Worker
from onlineocr.web import present
from tests.web.test_document import address


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def pace():
    """``pace(seconds)``: a worker is seen that reads a page in that time."""
    return lambda seconds: Worker.objects.create(name="host/1/2", recognisers=1, page_ms=seconds * 1000)


def test_it_says_how_long_a_document_waits(as_alice, alice, bob, queued, pace):
    pace(20)
    for _ in range(4):
        queued(bob)
        waiting = queued(alice)
    assert "The text is here in about 3 minutes." in as_alice.get(f"/documents/{waiting.uid}/").content.decode()


def test_it_says_no_time_when_nobody_reads(as_alice, alice, queued):
    assert "Waiting for its turn…" in as_alice.get(f"/documents/{queued(alice).uid}/").content.decode()


def test_it_says_how_long_the_rest_takes(as_alice, alice, queued, pace):
    pace(60)
    made = queued(alice, pages=5)
    made.run.pages.filter(number=1).update(status="succeeded", text="tea")
    type(made.run).objects.update(status="running", done=1)
    type(made).objects.update(status="running")
    text = as_alice.get(f"/documents/{made.uid}/").content.decode()
    assert "Reading, 1 of 5 pages done, about 4 minutes left…" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""), (0, "a few seconds"), (10, "a few seconds"), (11, "about 20 seconds"), (55, "about 60 seconds"),
        (56, "about 1 minute"), (61, "about 2 minutes"), (5400, "about 90 minutes"), (5401, "about 2 hours"),
    ],
)  # fmt: skip
def test_times_are_rounded_up(seconds, words):
    assert present.about(seconds) == words


def test_it_asks_to_check_what_is_unsure(as_alice, alice, document):
    made = document(alice, "tea", "milk", "sugar", needs_review=True)
    Page.objects.filter(run=made.shown, number=2).update(needs_review=True)
    text = as_alice.get(address(made)).content.decode()
    assert "93 % sure, please check page 2<" in text
    assert "93 % sure, please check<" not in text
    assert "93 % sure, please check<" in as_alice.get(address(made), {"page": 2}).content.decode()
    Page.objects.filter(run=made.shown).update(needs_review=True)
    assert "93 % sure, please check 3 pages<" in as_alice.get(address(made)).content.decode()


def test_the_history_asks_to_check_as_well(as_alice, alice, document):
    document(alice, "tea", needs_review=True)
    assert "93 % sure, please check<" in as_alice.get("/history/").content.decode()


def test_it_asks_for_nothing_where_all_is_sure(as_alice, alice, document):
    assert "please check" not in as_alice.get(address(document(alice, "tea"))).content.decode()
