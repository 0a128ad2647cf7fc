"""One try against receivers that behave and receivers that do not."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate

import pytest
import standardwebhooks

from onlineocr.webhooks import sending, services
from onlineocr.webhooks.models import Delivery, Webhook
from tests.support.remote import Reply, serving


@pytest.fixture
def send(alice, hook):
    """``send(url)``: the outcome of one try of a ping to ``url``."""
    return lambda url: sending.attempt(services.ping(hook(alice, url)))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(sending, "SECONDS", 1.0)


def test_it_sends_what_the_reference_library_verifies(alice, hook):
    with serving(Reply(204)) as server:
        webhook = hook(alice, f"{server.url}/in")
        delivery = services.ping(webhook)
        assert sending.attempt(delivery).delivered
    asked = server.asked[0]
    body = standardwebhooks.Webhook(webhook.plain).verify(asked.body, asked.headers)
    assert body["type"] == "ping"
    assert asked.headers["webhook-id"] == delivery.message
    assert (asked.target, asked.headers["content-type"]) == ("/in", "application/json")


def test_every_try_carries_the_same_id_and_body_and_a_fresh_time(alice, hook, monkeypatch):
    with serving(Reply(500), Reply(200)) as server:
        delivery = services.ping(hook(alice, server.url))
        sending.attempt(delivery)
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.now(UTC) + timedelta(hours=1))
        sending.attempt(Delivery.objects.get())
    first, second = server.asked
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) >= 3600


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_a_success(send, status):
    with serving(Reply(status)) as server:
        assert send(server.url) == sending.Outcome(status)


@pytest.mark.parametrize("status", [302, 307, 400, 404, 410, 500, 503])
def test_nothing_else_is(send, status):
    with serving(Reply(status, b"why", {"Location": "http://127.0.0.1:1/"})) as server:
        outcome = send(server.url)
    assert (outcome.status, outcome.delivered, outcome.excerpt) == (status, False, "why")
    assert outcome.gone == (status == 410)
    assert len(server.asked) == 1


def test_a_redirect_to_this_machine_is_not_followed(send):
    with serving() as inner:
        with serving(Reply(307, headers={"Location": inner.url})) as server:
            assert not send(server.url).delivered
        assert inner.asked == []


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [("120", 120, 120), ("in ten minutes", 500, 600), ("soon", 0, 0), ("-5", 0, 0),
     (formatdate(0, usegmt=True), 0, 0), ("9" * 400, 1e8, 1e9)],
)  # fmt: skip
def test_it_hears_how_long_to_stay_away(send, header, least, most):
    header = formatdate(time.time() + 600, usegmt=True) if header == "in ten minutes" else header
    with serving(Reply(503, headers={"Retry-After": header})) as server:
        assert least <= send(server.url).retry_after <= most


def test_it_does_so_only_for_429_and_503(send):
    with serving(Reply(500, headers={"Retry-After": "120"})) as server:
        assert send(server.url).retry_after == 0


def test_a_receiver_that_does_not_answer_costs_only_the_time_allowed(send):
    with serving(Reply(delay=5)) as server:
        started = time.monotonic()
        outcome = send(server.url)
    assert (outcome.status, outcome.delivered) == (None, False)
    assert "1 s" in outcome.error
    assert time.monotonic() - started < 3


def test_one_that_closes_in_the_middle_has_not_got_it(send):
    with serving() as server:
        server.RequestHandlerClass = Rude
        outcome = send(server.url)
    assert (outcome.status, outcome.delivered) == (None, False)


def test_a_gigantic_answer_is_not_read(send):
    with serving(Reply(500, endless=True)) as server:
        assert len(send(server.url).excerpt) <= 1024


def test_nothing_private_is_called_unless_the_operator_allows_it(send, settings, alice, hook):
    with serving() as server:
        delivery = services.ping(hook(alice, server.url))
        settings.FETCH_ALLOW = []
        outcome = sending.attempt(delivery)
    assert not outcome.delivered
    assert server.asked == []


def test_a_secret_that_does_not_open_is_a_failure_that_says_so(alice, hook, settings):
    delivery = services.ping(hook(alice))
    settings.SECRET_KEY = "another key, longer than thirty-two characters"
    outcome = sending.attempt(Delivery.objects.select_related("webhook").get(pk=delivery.pk))
    assert "secret key changed" in outcome.error
    assert Webhook.objects.count() == 1


class Rude:
    """Hangs up as soon as somebody calls."""

    def __init__(self, caller, *_):
        caller.close()
