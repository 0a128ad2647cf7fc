"""The outbox: every message is claimed by one, sent until it arrives or for a day, and never lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from onlineocr.webhooks import queue, services
from onlineocr.webhooks.models import Delivery, Webhook
from onlineocr.webhooks.sending import Outcome

OK, ERROR = Outcome(200), Outcome(500, "The receiver answered 500.", "oops")


@pytest.fixture
def message(alice, hook):
    """``message()``: a delivery that waits; each one's host is its own unless it is named."""

    def make(webhook=None, **fields):
        delivery = services.ping(webhook or hook(alice))
        Delivery.objects.filter(pk=delivery.pk).update(**fields)
        return Delivery.objects.get(pk=delivery.pk)

    return make


def due(delivery):
    """Its time has come again."""
    Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())


def fail_until_the_end(delivery, outcome=ERROR):
    delays = []
    while (row := Delivery.objects.get(pk=delivery.pk)).status == "waiting":
        due(delivery)
        queue.settle(queue.claim("w"), outcome)
        row.refresh_from_db()
        delays.append((row.next_at - timezone.now()).total_seconds())
    return delays[:-1]


def test_it_claims_what_is_due_and_only_once(message):
    delivery = message()
    claimed = queue.claim("w")
    assert (claimed.pk, claimed.attempts) == (delivery.pk, 1)
    assert queue.claim("w") is None


def test_it_leaves_alone_what_is_not_due(message):
    message(next_at=timezone.now() + timedelta(seconds=5))
    assert queue.claim("w") is None


def test_the_longest_due_comes_first(message):
    message()
    older = message(next_at=timezone.now() - timedelta(hours=1))
    assert queue.claim("w").pk == older.pk


def test_it_passes_busy_hosts_and_owners_by(message, bob, hook):
    message(host="busy:443")
    other = message(host="idle:443")
    assert queue.claim("w", hosts=["busy:443"]).pk == other.pk
    assert queue.claim("w", owners=[other.owner_id]) is None
    assert queue.claim("w", owners=[bob.pk]) is not None


def test_a_message_without_owner_is_never_passed_by_for_its_owner(message, alice):
    message(owner=None)
    assert queue.claim("w", owners=[alice.pk]) is not None


def test_a_success_ends_it(message):
    delivery = message()
    queue.settle(queue.claim("w"), OK)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.last_status, delivery.token) == ("delivered", 200, "")
    assert delivery.ended_at is not None


def test_a_failure_puts_it_off_for_longer_each_time(message):
    delays = fail_until_the_end(delivery := message())
    for least, delay in zip(queue.DELAYS, delays, strict=True):
        assert least - 2 <= delay <= least * (1 + queue.JITTER)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_excerpt) == ("failed", len(queue.DELAYS) + 1, "oops")
    assert 24 * 3600 < sum(queue.DELAYS) < 36 * 3600


def test_the_delays_are_not_the_same_for_all(message):
    delays = set()
    for _ in range(8):
        delivery = message()
        queue.settle(queue.claim("w"), ERROR)
        delivery.refresh_from_db()
        delays.add(round((delivery.next_at - delivery.last_at).total_seconds(), 3))
    assert len(delays) > 1


def test_it_stays_away_as_long_as_it_is_asked_to(message):
    delivery = message()
    queue.settle(queue.claim("w"), Outcome(503, "busy", retry_after=3600))
    delivery.refresh_from_db()
    assert 3590 < (delivery.next_at - timezone.now()).total_seconds() < 3600.1


def test_leases_go_by_the_clock_of_the_database(message, monkeypatch):
    message()
    assert queue.claim("slow")
    ahead = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    assert queue.claim("another machine") is None


def test_it_stays_away_for_a_day_at_most(message):
    delivery = message()
    queue.settle(queue.claim("w"), Outcome(429, "busy", retry_after=1e12))
    delivery.refresh_from_db()
    assert delivery.next_at - timezone.now() <= timedelta(days=1, milliseconds=1)  # SQLite's clock counts these


def test_410_disables_the_webhook_and_what_waits_for_it(message, alice, hook):
    webhook = hook(alice)
    message(webhook)
    message(webhook)
    queue.settle(queue.claim("w"), Outcome(410, "The receiver answered 410."))
    webhook.refresh_from_db()
    assert not webhook.active
    assert "410" in webhook.disabled_reason
    assert set(Delivery.objects.values_list("status", flat=True)) == {"failed"}
    assert queue.claim("w") is None


def test_a_webhook_that_fails_for_days_is_disabled(message, alice, hook):
    webhook = hook(alice)
    fail_until_the_end(message(webhook))
    webhook.refresh_from_db()
    assert webhook.active
    Webhook.objects.update(failing_since=timezone.now() - queue.PATIENCE - timedelta(hours=1))
    fail_until_the_end(message(webhook))
    webhook.refresh_from_db()
    assert not webhook.active
    assert "since" in webhook.disabled_reason


def test_one_success_forgives_everything(message, alice, hook):
    webhook = hook(alice)
    delivery = message(webhook)
    queue.settle(queue.claim("w"), ERROR)
    webhook.refresh_from_db()
    assert webhook.failing_since is not None
    due(delivery)
    queue.settle(queue.claim("w"), OK)
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_a_lost_try_is_due_again_when_its_lease_ends(message):
    delivery = message()
    lost = queue.claim("dead")
    due(delivery)
    again = queue.claim("w")
    assert (again.message, again.attempts) == (lost.message, 2)
    queue.settle(lost, OK)  # the dead one was only slow: too late
    delivery.refresh_from_db()
    assert delivery.status == "waiting"


def test_what_a_dead_worker_held_is_due_at_once(message):
    message()
    queue.claim("dead")
    assert queue.abandon("alive") == 0
    assert queue.abandon("dead") == 1
    assert queue.claim("w").attempts == 2


def test_a_try_that_was_given_back_does_not_count(message):
    message()
    queue.give_back(queue.claim("w"))
    assert queue.claim("w").attempts == 1


def test_old_ones_are_tidied_away(message, settings):
    for age in (1, 100):
        delivery = message()
        queue.settle(queue.claim("w"), OK)
        Delivery.objects.filter(pk=delivery.pk).update(ended_at=timezone.now() - timedelta(days=age))
    waiting = message(created_at=timezone.now() - timedelta(days=100))
    assert queue.tidy() == 1
    assert Delivery.objects.filter(pk=waiting.pk).exists()
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_claim_at_the_same_moment_and_none_gets_anothers(message):
    for _ in range(12):
        message()
    got: list[int] = []

    def take():
        try:
            while (delivery := queue.claim(threading.current_thread().name)) is not None:
                got.append(delivery.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got))
    assert set(got) | set(Delivery.objects.filter(token="").values_list("pk", flat=True)) == set(
        Delivery.objects.values_list("pk", flat=True)
    )
