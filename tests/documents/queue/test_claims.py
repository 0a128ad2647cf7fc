"""Claim, renew, finish, fail, cancel, sweep."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from onlineocr.documents.limits.callers import share_key_of
from onlineocr.documents.models import Page, QueueEntry, Run
from onlineocr.documents.models.states import Status
from onlineocr.documents.queue import claims, closing
from onlineocr.ocr.errors import DamagedFile, EngineCrashed


def expire_leases():
    QueueEntry.objects.leased().update(lease_until=timezone.now() - timedelta(seconds=1))


def status_of(document):
    document.refresh_from_db()
    return Status(document.status), [Status(page.status) for page in document.run.pages.all()]


def test_it_has_nothing_to_claim_at_first(db):
    assert claims.claim("w") is None


def test_it_gives_the_oldest_page_first(queued, alice):
    first, second = queued(alice), queued(alice)
    assert [claims.claim("w").document for _ in range(2)] == [str(first.uid), str(second.uid)]
    assert claims.claim("w") is None


def test_it_gives_interactive_work_before_bulk(queued, alice):
    bulk, interactive = queued(alice, priority=1), queued(alice, priority=0)
    assert [claims.claim("w").document for _ in range(2)] == [str(interactive.uid), str(bulk.uid)]


def test_it_gives_the_owner_with_fewest_pages_under_way_the_next_turn(queued, alice, bob):
    queued(alice, pages=3)
    bobs = queued(bob)
    claims.claim("w")
    assert claims.claim("w").document == str(bobs.uid)


def test_it_shows_a_claimed_document_as_running(queued, alice):
    document = queued(alice, pages=2)
    claims.claim("w")
    assert status_of(document) == (Status.RUNNING, [Status.QUEUED, Status.QUEUED])


def test_it_ends_the_document_with_its_last_page(queued, alice, value):
    document = queued(alice, pages=2)
    claimed = [claims.claim("w"), claims.claim("w")]
    assert claims.finish(claimed[1], value("wide world"))
    assert status_of(document)[0] == Status.RUNNING
    assert claims.finish(claimed[0], value("Hello 1"))
    assert status_of(document)[0] == Status.SUCCEEDED
    assert (document.count, document.confidence, document.languages) == (14, 0.9, ["en"])


def test_it_counts_every_try_before_it_is_made(queued, alice):
    queued(alice)
    claim = claims.claim("w")
    assert (claim.attempt, QueueEntry.objects.get().attempts) == (1, 0)
    assert claims.begin(claim)
    assert QueueEntry.objects.get().attempts == 1


def test_it_tries_a_crashed_page_three_times_and_no_more(queued, alice):
    document = queued(alice)
    for _ in range(3):
        claims.fail(claims.claim("w"), EngineCrashed("gone"))
    assert claims.claim("w") is None
    assert status_of(document) == (Status.FAILED, [Status.FAILED])
    assert Page.objects.get().error_code == "engine_crashed"


def test_it_does_not_try_a_damaged_file_again(queued, alice):
    document = queued(alice)
    claims.fail(claims.claim("w"), DamagedFile("no header"))
    assert status_of(document)[0] == Status.FAILED


def test_it_ends_partial_when_some_pages_failed(queued, alice, value):
    document = queued(alice, pages=2)
    claims.fail(claims.claim("w"), DamagedFile("no header"))
    claims.finish(claims.claim("w"), value())
    assert status_of(document) == (Status.PARTIAL, [Status.FAILED, Status.SUCCEEDED])


def test_it_takes_no_result_from_a_worker_that_lost_its_lease(queued, alice, value):
    document = queued(alice)
    late = claims.claim("slow")
    expire_leases()
    assert claims.sweep() == 1
    again = claims.claim("quick")
    assert claims.finish(again, value("from quick"))
    assert not claims.finish(late, value("from slow"))
    assert not claims.fail(late, DamagedFile("late"))
    assert Page.objects.get().text == "from quick"
    assert status_of(document)[0] == Status.SUCCEEDED


def test_leases_go_by_the_clock_of_the_database(queued, alice, monkeypatch):
    queued(alice)
    assert claims.claim("slow")
    ahead = timezone.now() + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: ahead)  # another machine, whose clock is a minute ahead
    assert claims.sweep() == 0
    queued(alice)
    assert claims.claim("fast")
    monkeypatch.undo()
    lease = QueueEntry.objects.get(worker="fast").lease_until - timezone.now()
    assert timedelta(seconds=15) < lease <= claims.LEASE + timedelta(milliseconds=1)


def test_after_an_outage_only_pages_of_dead_workers_come_back(queued, alice):
    queued(alice, pages=2)
    claims.claim("alive")
    claims.claim("dead")
    expire_leases()
    claims.abandon("dead")
    assert claims.sweep(only_abandoned=True) == 1
    assert QueueEntry.objects.leased().get().worker == "alive"


def test_it_keeps_a_lease_that_is_renewed(queued, alice):
    queued(alice)
    claim = claims.claim("w")
    expire_leases()
    claims.renew([claim])
    assert claims.sweep() == 0


def test_it_fails_a_page_whose_worker_died_three_times(queued, alice):
    document = queued(alice)
    for _ in range(3):
        claims.begin(claims.claim("w"))
        expire_leases()
        claims.sweep()
    assert status_of(document)[0] == Status.FAILED
    assert Page.objects.get().attempts == 3


def test_it_counts_the_try_at_once_for_a_page_that_is_read_at_once(queued, alice):
    queued(alice)
    assert claims.claim("w", begun=True).attempt == 1
    assert QueueEntry.objects.get().attempts == 1


def test_it_does_not_blame_a_page_that_was_only_claimed_when_its_worker_died(queued, alice):
    document = queued(alice)
    for _ in range(5):
        claims.claim("w")
        expire_leases()
        claims.sweep()
    assert status_of(document)[1] == [Status.QUEUED]


def test_it_ends_a_document_that_takes_too_long_and_keeps_what_was_read(queued, alice, value, settings):
    settings.DOCUMENT_SECONDS = 30
    settings.LIMITS = replace(settings.LIMITS, page_seconds=1.0)
    document = queued(alice, pages=3)
    claims.finish(claims.claim("w"), value(), spent_ms=31_000)
    assert status_of(document) == (Status.PARTIAL, [Status.SUCCEEDED, Status.FAILED, Status.FAILED])
    assert set(Page.objects.filter(number__gt=1).values_list("error_code", flat=True)) == {"document_timeout"}


def test_it_counts_failed_tries_towards_the_time_of_the_document(queued, alice, settings):
    queued(alice, pages=2)
    claims.fail(claims.claim("w"), EngineCrashed("gone"), spent_ms=700)
    claims.fail(claims.claim("w"), DamagedFile("no header"), spent_ms=300)
    assert Run.objects.get().spent_ms == 1000


@pytest.mark.parametrize(("pages", "seconds"), [(1, 600), (60, 600), (500, 5000)])
def test_it_gives_a_long_document_half_a_page_s_time_for_each_page(pages, seconds):
    assert closing.budget(pages) == seconds


def test_it_numbers_pages_in_the_order_of_their_ends(queued, alice, value):
    queued(alice, pages=2)
    first, second = claims.claim("w"), claims.claim("w")
    claims.finish(second, value())
    claims.finish(first, value())
    assert list(Page.objects.order_by("number").values_list("seq", flat=True)) == [2, 1]


def test_it_gives_strangers_turns_by_their_address(queued):
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        document = queued(None)
        QueueEntry.objects.filter(run__document=document).update(caller=share_key_of(None, address))
    claims.claim("w")
    assert claims.claim("w").caller == share_key_of(None, "192.0.2.2")


def test_it_takes_pages_back_from_a_dead_worker_at_once(queued, alice):
    queued(alice)
    claims.claim("dead")
    assert claims.abandon("dead") == 1
    assert claims.sweep() == 1
    assert claims.claim("alive") is not None


def test_it_does_not_count_a_try_that_is_given_back(queued, alice):
    queued(alice)
    claims.release(claims.claim("w"), forget=True)
    assert claims.claim("w").attempt == 1


def test_it_cancels_waiting_pages_at_once_and_keeps_finished_ones(queued, alice, value):
    document = queued(alice, pages=3)
    claims.finish(claims.claim("w"), value("kept"))
    under_way = claims.claim("w")
    claims.cancel(document.run)
    assert claims.canceled([under_way]) == {under_way.token}
    claims.stop(under_way)
    assert status_of(document) == (Status.CANCELED, [Status.SUCCEEDED, Status.CANCELED, Status.CANCELED])
    assert document.shown_id == document.run.pk


def test_it_ends_a_canceled_run_whose_worker_died(queued, alice):
    document = queued(alice)
    claims.claim("w")
    claims.cancel(document.run)
    expire_leases()
    claims.sweep()
    claims.sweep()
    assert status_of(document)[0] == Status.CANCELED


def test_it_tells_when_the_document_is_gone(queued, alice, value):
    document = queued(alice)
    claim = claims.claim("w")
    document.delete()
    assert claims.canceled([claim]) == {claim.token}
    assert not claims.finish(claim, value())


@pytest.mark.parametrize("pages", [1, 40])
def test_it_reads_every_page_once(queued, alice, value, pages):
    document = queued(alice, pages=pages)
    while claim := claims.claim("w"):
        assert claims.finish(claim, value(str(claim.number), number=claim.number))
    assert [page.text for page in document.run.pages.all()] == [str(number) for number in range(1, pages + 1)]
