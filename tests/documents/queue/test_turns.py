"""Whose page is next, for any number of callers, and for claims of several pages."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from onlineocr.documents.limits.callers import share_key_of
from onlineocr.documents.models import QueueEntry
from onlineocr.documents.queue import claims, rows
from onlineocr.ocr.errors import EngineCrashed


@pytest.fixture
def waiting(queued):
    """``waiting(3, 1)``: that many pages of a first and of a second visitor; returns their fair-share keys."""

    def put(*pages):
        addresses = [f"192.0.2.{number}" for number in range(len(pages))]
        for address, count in zip(addresses, pages, strict=True):
            queued(None, pages=count, address=address)
        return [share_key_of(None, address) for address in addresses]

    return put


def claim_at_once(claimers, pages):
    """The pages that each of so many threads gets when all claim at the same moment."""
    start = threading.Barrier(claimers)

    def one(number):
        start.wait()
        try:
            return [claim.page_id for claim in claims.claim_pages(f"w{number}", pages)]
        finally:
            connection.close()

    with ThreadPoolExecutor(claimers) as pool:
        return list(pool.map(one, range(claimers)))


def served(count):
    """The callers of the next ``count`` pages, each of which is read before the next one is claimed."""
    claimed = []
    for _ in range(count):
        claimed.append(claims.claim("w"))
        claims.stop(claimed[-1])
    return [claim.caller for claim in claimed]


def test_a_claim_of_several_pages_takes_turns(waiting):
    first, second = waiting(5, 2)
    taken = claims.claim_pages("w", 4)
    assert [claim.caller for claim in taken] == [first, second, first, second]
    assert len({claim.token for claim in taken}) == 4


def test_a_claim_takes_no_more_than_there_are(waiting):
    waiting(1, 1)
    assert len(claims.claim_pages("w", 8)) == 2
    assert claims.claim_pages("w", 8) == []


def test_it_counts_the_tries_of_those_that_are_read_at_once(waiting):
    waiting(3)
    claimed = claims.claim_pages("w", 3, begun=2)
    assert [claim.begun for claim in claimed] == [True, True, False]
    assert list(QueueEntry.objects.order_by("page").values_list("attempts", flat=True)) == [1, 1, 0]


def test_a_newcomer_has_the_next_turn_although_older_pages_wait(waiting, queued, alice):
    first, second = waiting(40, 40)
    served(10)
    queued(alice, pages=3)
    assert Counter(served(9)) == {first: 3, second: 3, share_key_of(alice): 3}


def test_a_page_that_is_put_back_comes_before_pages_that_came_later(waiting, queued, alice):
    waiting(30)
    served(20)
    page = claims.claim("w")
    queued(alice, pages=2)
    claims.fail(page, EngineCrashed("gone"))
    assert page.page_id in [claims.claim("w").page_id for _ in range(2)]


def test_each_of_many_callers_has_a_turn_before_anybody_has_two(waiting, monkeypatch):
    monkeypatch.setattr(rows, "CALLERS", 4)
    keys = waiting(*[3] * 30)
    assert [set(served(30)) for _ in range(3)] == [set(keys)] * 3


def test_many_claimers_take_every_page_once(transactional_db, waiting):
    waiting(20, 20, 20)
    taken = claim_at_once(20, 3)
    assert sorted(page for pages in taken for page in pages) == sorted(QueueEntry.objects.values_list("pk", flat=True))
