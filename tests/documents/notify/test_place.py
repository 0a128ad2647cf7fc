"""A client's place in the stream of events, as the id of the last event that it got."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.documents import services
from onlineocr.documents.models.states import Status
from onlineocr.documents.notify import events
from onlineocr.documents.notify.events import Place
from onlineocr.documents.queue import claims
from tests.support.processes import picture

NUMBERS = st.integers(0, 10**9 - 1)
PLACES = st.builds(Place, st.integers(0, 10**18 - 1), NUMBERS, NUMBERS, st.sampled_from(["", *Status.values]))


@given(PLACES)
def test_a_place_is_found_again_by_its_text(place):
    assert Place.parse(str(place)) == place
    assert "\n" not in str(place)


@pytest.mark.parametrize(
    "text", ["", "x", "1-2-3", "1-2-3-X", "1-2-3-queued\n", "-1-2-3-", "1-2-3-4", "٣-1-1-", "1" * 19 + "-1-1-"]
)
def test_another_text_is_the_beginning(text):
    assert Place.parse(text) == Place()


@pytest.fixture
def ended(queued, value):
    """A document of two pages that was read, and the ids of its events."""
    document = queued(pages=2)
    for number in (1, 2):
        claims.finish(claims.claim("w"), value(number=number))
    document.refresh_from_db()
    return document, [event.id for event in events.follow(document, seconds=0)]


def test_who_has_the_last_event_of_the_present_run_has_them_all(ended):
    document, ids = ended
    assert [events.is_told(document, last) for last in ("", *ids)] == [False] * len(ids) + [True]


def test_while_it_is_read_nobody_has_them_all(queued):
    document = queued()
    for event in events.follow(document, seconds=0):
        assert not events.is_told(document, event.id)


def test_a_new_run_is_told_from_its_beginning(db, value):
    document, _ = services.submit(upload=services.Upload([picture()], "scan.png"), owner=None)
    claims.finish(claims.claim("w"), value())
    ids = [event.id for event in events.follow(document, seconds=0)]
    services.rerun(document, options={})
    document.refresh_from_db()
    assert not events.is_told(document, ids[-1])
    assert [event.data["status"] for event in events.follow(document, ids[-1], seconds=0)] == ["queued"]


def test_the_end_of_a_document_that_was_deleted_is_told(ended):
    document, ids = ended
    type(document).objects.filter(pk=document.pk).delete()
    [last] = events.follow(document, ids[0], seconds=0)
    assert (last.id, last.kind, last.data) == (ids[0], "deleted", {"id": str(document.uid)})
