"""A caller's limits and its use of them, at their bounds. Under load: test_quotas.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from onlineocr.documents.limits import callers, quotas
from onlineocr.documents.limits.errors import QueueFull, QuotaExceeded, StorageFull
from onlineocr.documents.limits.queue_state import QueueState
from onlineocr.documents.limits.quotas import Bounds, Standing
from onlineocr.documents.models import Allowance, Document

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENTS = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))
NONE = Bounds()


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.QUOTA_PAGES, settings.QUOTA_BYTES, settings.STORAGE_BYTES = 100, 1_000, 5_000
    settings.QUEUE_LANE, settings.QUEUE_PAGES, settings.QUEUE_SECONDS = 10, 20, 0


def standing(pages=0, size=0, bounds=NONE, **open_pages) -> Standing:
    """The use of the caller ``u1``."""
    return Standing("u1", bounds, QueueState(open_pages), pages, size, NOON, NOON + timedelta(days=1))


def test_a_user_has_the_limits_of_the_installation(alice):
    assert quotas.bounds_of(alice) == Bounds(100, 1_000, 5_000)


def test_a_visitor_stores_nothing_for_long(db):
    assert quotas.bounds_of(None) == Bounds(100, 1_000, 0)


def test_staff_have_no_limits_whatever_they_were_given(charlie):
    Allowance.objects.create(user=charlie, pages=1)
    assert quotas.bounds_of(charlie) == Bounds(0, 0, 0)


@pytest.mark.parametrize(
    ("own", "bounds"),
    [
        ({}, Bounds(100, 1_000, 5_000)),
        ({"pages": 7}, Bounds(7, 1_000, 5_000)),
        ({"bytes": 7}, Bounds(100, 7, 5_000)),
        ({"storage": 7}, Bounds(100, 1_000, 7)),
        ({"pages": 0, "storage": 0}, Bounds(0, 1_000, 0)),
    ],
)
def test_an_account_has_limits_of_its_own_where_they_were_set(alice, bob, own, bounds):
    Allowance.objects.create(user=alice, **own)
    assert quotas.bounds_of(alice) == bounds
    assert quotas.bounds_of(bob) == Bounds(100, 1_000, 5_000)


@pytest.mark.parametrize("kind", ["day", "month"])
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=MOMENTS)
def test_every_moment_is_in_one_window(settings, kind, moment):
    settings.QUOTA_WINDOW = kind
    since, until = quotas.window(moment)
    assert since <= moment < until
    assert quotas.window(since) == quotas.window(until - timedelta(microseconds=1)) == (since, until)
    assert quotas.window(until)[0] == until
    assert (since.hour, since.minute, since.second, since.microsecond) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("used", "more", "refused"), [(99, 1, False), (100, 1, True), (98, 2, False), (99, 2, True), (100, 0, False)]
)
def test_a_quota_is_used_up_to_the_last_page(used, more, refused):
    found = standing(pages=used, bounds=Bounds(pages=100))
    if refused:
        with pytest.raises(QuotaExceeded, match=f"{used} of 100 pages of this day are used") as caught:
            quotas._check_quota(found, more, 1)
        assert ("this upload has" in caught.value.detail) is (more > 1)
    else:
        quotas._check_quota(found, more, 1)


@pytest.mark.parametrize(("used", "more", "refused"), [(999, 1, False), (1_000, 1, True), (1_000, 0, False)])
def test_a_quota_is_used_up_to_the_last_byte(used, more, refused):
    found = standing(size=used, bounds=Bounds(bytes=1_000))
    if refused:
        with pytest.raises(QuotaExceeded, match="1,000 of 1,000 bytes"):
            quotas._check_quota(found, 1, more)
    else:
        quotas._check_quota(found, 1, more)


def test_without_a_limit_nothing_is_used_up():
    quotas._check_quota(standing(pages=10**9, size=10**15), 10**6, 10**12)


@pytest.mark.parametrize(("kept", "refused"), [(4_999, False), (5_000, True)])
def test_an_account_is_asked_whether_one_more_byte_has_room(alice, queued, kept, refused):
    document = queued(alice)
    Document.objects.filter(pk=document.pk).update(size=kept)
    if refused:
        with pytest.raises(StorageFull, match="keeps 5,000 of at most 5,000 bytes, and this upload has 1"):
            quotas.check(standing(bounds=Bounds(storage=5_000)), alice)
    else:
        quotas.check(standing(bounds=Bounds(storage=5_000)), alice)


@pytest.mark.parametrize(("mine", "others", "refused"), [(9, 0, False), (10, 0, True), (9, 10, False), (9, 11, True)])
def test_a_caller_is_asked_whether_one_more_page_has_a_place(db, mine, others, refused):
    found = standing(u1=mine, u2=others)
    assert found.places == (0 if refused else 1)
    if refused:
        with pytest.raises(QueueFull):
            quotas.check(found, None)
    else:
        quotas.check(found, None)


@pytest.mark.parametrize(
    ("mine", "others", "places"), [(0, 0, 10), (4, 0, 6), (4, 12, 4), (10, 0, 0), (0, 20, 0), (12, 0, 0)]
)
def test_the_places_are_those_of_the_caller_and_of_all(mine, others, places):
    assert standing(u1=mine, u2=others).places == places


def test_more_pages_and_bytes_are_added_to_what_was_used():
    after = standing(pages=1, size=10, u1=2, u2=3).after(4, 50)
    assert (after.pages, after.bytes, after.waiting, after.queue.total) == (5, 60, 6, 9)


def test_a_period_that_has_ended_begins_anew_at_once():
    assert standing().reset == 0.0


def test_what_is_stored_is_that_of_the_account(alice, bob, queued):
    assert quotas.stored(alice) == (0, 0)
    for owner in (alice, alice, bob):
        queued(owner)
    assert quotas.stored(alice) == (2, 2)


def test_a_visitor_is_known_by_a_keyed_hash_of_the_address(alice, bob, settings):
    first, second = callers.share_key_of(None, "192.0.2.7"), callers.share_key_of(None, "192.0.2.8")
    assert first != second
    assert first == callers.share_key_of(None, "192.0.2.7")
    assert (callers.is_visitor(first), len(first), "192" in first) == (True, 21, False)
    settings.SECRET_KEY = "another key of another installation, long enough"
    assert callers.share_key_of(None, "192.0.2.7") != first


def test_a_user_is_the_same_caller_from_every_address(alice, bob):
    mine = {callers.share_key_of(alice, address) for address in (None, "192.0.2.7", "192.0.2.8")}
    assert len(mine) == 1
    assert not callers.is_visitor(*mine)
    assert callers.share_key_of(bob) not in mine


def test_callers_without_an_address_are_one():
    assert callers.share_key_of(None) == callers.share_key_of(None, None) == callers.share_key_of(None, "")
