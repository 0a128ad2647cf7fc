"""Who may put how much into the queue: bounds, quotas, storage; many at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onlineocr.documents import services
from onlineocr.documents.limits import concurrency, quotas, shedding
from onlineocr.documents.limits.callers import share_key_of
from onlineocr.documents.limits.errors import AdmissionError, QueueFull, QuotaExceeded, StorageFull
from onlineocr.documents.models import Allowance, Document, Page, Usage, Worker
from onlineocr.documents.services import Upload
from onlineocr.ocr.errors import OcrError, TooManyPages
from tests.support.processes import picture

pytestmark = pytest.mark.django_db(transaction=True)


def submit(owner=None, data=None, address="192.0.2.1", **options):
    upload = Upload([data or picture()], "scan.png", options)
    return services.submit(upload=upload, owner=owner, address=address)[0]


def used(share_key):
    return Usage.objects.filter(share_key=share_key).values_list("pages", "bytes").first() or (0, 0)


def at_once(count, do):
    """What ``do`` gives or raises in so many threads that start together."""
    start = threading.Barrier(count)

    def one(number):
        start.wait()
        try:
            return do(number)
        except AdmissionError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_past_its_bound_a_caller_waits_and_others_do_not(settings, alice, bob):
    settings.QUEUE_LANE = 2
    submit(alice, picture("TIFF", frames=2))
    with pytest.raises(QueueFull, match="2 pages of yours"):
        submit(alice)
    submit(bob)
    submit(None, address="192.0.2.1")
    assert Page.objects.open().count() == 4


def test_addresses_have_bounds_of_their_own(settings):
    settings.QUEUE_LANE = 1
    submit(address="192.0.2.1")
    submit(address="192.0.2.2")
    with pytest.raises(QueueFull):
        submit(address="192.0.2.1")


def test_past_the_bound_of_all_nobody_comes_in(settings, alice, bob):
    settings.QUEUE_PAGES = 1
    submit(alice)
    with pytest.raises(QueueFull, match="1 page waits"):
        submit(bob)
    assert isinstance(shedding.refusal(None), QueueFull)


def test_pages_that_were_read_make_room(settings, alice, queued):
    settings.QUEUE_LANE = 1
    document = queued(alice)
    with pytest.raises(QueueFull):
        submit(alice)
    services.cancel(document)
    submit(alice)


def test_what_fits_into_no_queue_is_no_matter_of_waiting(settings, alice):
    settings.QUEUE_LANE = 2
    with pytest.raises(TooManyPages, match="3 pages; at most 2"):
        submit(alice, picture("TIFF", frames=3))
    assert not Document.objects.exists()


@pytest.mark.parametrize(("recognisers", "page_ms", "seconds"), [(2, 500, 10), (4, None, 10), (0, None, 60)])
def test_it_tells_when_to_come_back(settings, alice, queued, recognisers, page_ms, seconds):
    queued(alice, pages=40)
    settings.QUEUE_LANE = 1 if recognisers == 2 else 40
    if recognisers:
        Worker.objects.create(name="w", recognisers=recognisers, page_ms=page_ms)
    over = 40 if recognisers == 2 else 1
    with pytest.raises(QueueFull) as refusal:
        submit(alice)
    expected = {2: over / 4, 4: max(1, over / 4), 0: 60}[recognisers]
    assert refusal.value.retry_after == pytest.approx(expected)


def test_of_fifty_at_once_no_more_come_in_than_there_is_room_for(settings, alice):
    settings.QUEUE_LANE = 7
    outcomes = at_once(50, lambda _: submit(alice))
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == 7
    assert {type(outcome) for outcome in outcomes} == {Document, QueueFull}
    assert Page.objects.count() == 7


def test_of_fifty_at_once_none_exceeds_the_quota(settings, alice):
    settings.QUOTA_PAGES = 11
    outcomes = at_once(50, lambda _: submit(alice, picture("TIFF", frames=2)))
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == 5
    assert {type(outcome) for outcome in outcomes} == {Document, QuotaExceeded}
    assert used(share_key_of(alice))[0] == Page.objects.count() == 10


def test_of_fifty_callers_at_once_none_exceeds_the_bound_of_all(settings):
    settings.QUEUE_PAGES = 9
    outcomes = at_once(50, lambda number: submit(address=f"192.0.2.{number}"))
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == Page.objects.count() == 9


@pytest.mark.parametrize(("name", "limit"), [("QUOTA_PAGES", 1), ("QUOTA_BYTES", len(picture()))])
def test_a_quota_lasts_until_its_window_ends(settings, alice, name, limit):
    setattr(settings, name, limit)
    submit(alice)
    with pytest.raises(QuotaExceeded) as refusal:
        submit(alice)
    _, end = quotas.window(timezone.now())
    assert refusal.value.retry_after == pytest.approx((end - timezone.now()).total_seconds(), abs=5)
    Usage.objects.update(since=timezone.now() - timedelta(days=40))
    submit(alice)


def test_visitors_have_a_quota_for_each_address(settings):
    settings.QUOTA_PAGES = 1
    submit(address="192.0.2.1")
    submit(address="192.0.2.2")
    with pytest.raises(QuotaExceeded):
        submit(address="192.0.2.1")


def test_staff_have_none(settings, charlie):
    settings.QUOTA_PAGES = settings.STORAGE_BYTES = 1
    for _ in range(3):
        submit(charlie)
    assert used(share_key_of(charlie))[0] == 3


def test_an_account_can_have_its_own(settings, alice, bob):
    settings.QUOTA_PAGES = 1
    Allowance.objects.create(user=alice, pages=2)
    Allowance.objects.create(user=bob, pages=0)
    for _ in range(2):
        submit(alice)
    for _ in range(3):
        submit(bob)
    with pytest.raises(QuotaExceeded):
        submit(alice)


@pytest.mark.parametrize("data", [b"no picture", b"", picture()[:20]])
def test_a_refused_file_takes_nothing(settings, alice, data):
    settings.QUOTA_PAGES = 1
    with pytest.raises(OcrError):
        services.submit(upload=Upload([data]), owner=alice)
    assert used(share_key_of(alice)) == (0, 0)
    submit(alice)


def test_what_cannot_be_written_takes_nothing(settings, alice, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(services, "_run", broken)
    with pytest.raises(RuntimeError):
        submit(alice)
    assert used(share_key_of(alice)) == (0, 0)


def test_a_document_that_is_withdrawn_gives_back_what_it_took(alice):
    kept, gone = submit(alice), submit(alice, picture("TIFF", frames=2))
    services.withdraw(gone)
    assert used(share_key_of(alice)) == (1, kept.size)


def test_one_that_is_deleted_does_not(alice):
    services.delete(submit(alice))
    assert used(share_key_of(alice))[0] == 1


def test_reading_again_counts_pages_and_no_bytes(settings, alice):
    document = submit(alice)
    services.cancel(document)
    services.rerun(document, options={})
    assert used(share_key_of(alice)) == (2, document.size)
    services.cancel(document)
    settings.QUOTA_PAGES = 2
    with pytest.raises(QuotaExceeded):
        services.rerun(document, options={})
    assert Document.objects.get().status == "canceled"
    services.rerun(document, options={}, skip_quota=True)


def test_an_account_keeps_no_more_than_it_may(settings, alice, bob):
    settings.STORAGE_BYTES = len(picture()) + 1
    document = submit(alice)
    with pytest.raises(StorageFull, match="Delete"):
        submit(alice)
    submit(bob)
    services.delete(document)
    submit(alice)


@pytest.mark.parametrize(
    ("kind", "begin", "end"),
    [("day", (2026, 12, 31), (2027, 1, 1)), ("month", (2026, 12, 1), (2027, 1, 1))],
)
def test_a_window_is_a_day_or_a_month_of_the_calendar(settings, kind, begin, end):
    settings.QUOTA_WINDOW = kind
    found = quotas.window(datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert found == (datetime(*begin, tzinfo=UTC), datetime(*end, tzinfo=UTC))


def test_windows_of_long_ago_are_forgotten(alice):
    submit(alice)
    Usage.objects.create(share_key="u0", window="day", since=timezone.now() - timedelta(days=70))
    assert quotas.tidy() == 1
    assert Usage.objects.count() == 1


def test_a_call_that_finds_no_seat_does_not_wait(settings, alice, queued):
    settings.WAITING_CALLS = 1
    document = queued(alice)
    with concurrency.waits.slot():
        began = timezone.now()
        assert at_once(1, lambda _: services.wait(document, seconds=30)) == [False]
        assert timezone.now() - began < timedelta(seconds=10)
    assert concurrency.waits.taken == 0
