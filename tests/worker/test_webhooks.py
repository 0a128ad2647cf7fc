"""The webhook dispatcher: a real worker tells real servers, also when it is killed in the middle."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time

import pytest
import standardwebhooks

from onlineocr.documents import services as documents
from onlineocr.documents.models import Worker
from onlineocr.webhooks import services
from onlineocr.webhooks.models import DefaultSecret, Delivery
from onlineocr.worker import webhooks as dispatcher
from tests.support import processes
from tests.support.remote import Reply, serving

pytestmark = [pytest.mark.django_db(transaction=True)]


@contextlib.contextmanager
def working():
    process = processes.start_worker(ONLINEOCR_FETCH_ALLOW="127.0.0.0/8")
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def held():
    """Receivers that wait for this answer when the test is over, before the dispatcher ends."""
    return threading.Event()


@pytest.fixture
def running(held):
    """A dispatcher in this process, without recognisers."""
    thread = dispatcher.WebhookDispatcher("test/1/1")
    thread.start()
    yield thread
    held.set()
    thread.stop(grace=20)


def states():
    return sorted(Delivery.objects.values_list("status", flat=True))


@pytest.mark.slow
def test_a_document_that_is_read_is_told_of(alice, local_calls):
    with serving(Reply(204)) as server, working():
        upload = documents.Upload([processes.picture()], "a.png", {"webhook": f"{server.url}/in"})
        document, _ = documents.submit(upload=upload, owner=alice)
        processes.wait_for(lambda: server.asked)
        processes.wait_for(lambda: states() == ["delivered"])
    (asked,) = server.asked
    key = DefaultSecret.of(alice.pk).secrets()[0]
    body = standardwebhooks.Webhook(key).verify(asked.body, asked.headers)
    assert (body["type"], body["data"]["id"]) == ("document.succeeded", str(document.uid))


@pytest.mark.slow
def test_a_message_is_sent_again_with_its_id_when_the_worker_is_killed(alice, hook):
    with serving(Reply(200, delay=30), Reply(200)) as server, working() as first:
        processes.wait_for(Worker.objects.exists)
        services.ping(hook(alice, server.url))
        processes.wait_for(lambda: server.asked)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert states() == ["waiting"]
        with working():
            processes.wait_for(lambda: states() == ["delivered"])
    first_try, second_try = server.asked
    assert first_try.headers["webhook-id"] == second_try.headers["webhook-id"]
    assert first_try.body == second_try.body
    assert Delivery.objects.get().attempts == 2


@pytest.mark.slow
def test_a_message_under_way_is_given_back_when_the_worker_ends_in_good_order(alice, hook):
    with serving(Reply(200, delay=30), Reply(200)) as server:
        services.ping(hook(alice, server.url))
        with working() as first:
            processes.wait_for(lambda: server.asked)
            first.terminate()
            assert first.wait(timeout=20) == 0
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.token) == ("waiting", 0, "")


def test_it_tries_again_after_some_seconds(alice, hook, running, monkeypatch):
    monkeypatch.setattr(dispatcher.queue, "DELAYS", (0.1, 0.1, 0.1))
    with serving(Reply(500), Reply(503), Reply(200)) as server:
        services.ping(hook(alice, server.url))
        processes.wait_for(lambda: states() == ["delivered"])
    assert len({asked.headers["webhook-id"] for asked in server.asked}) == 1
    assert Delivery.objects.get().attempts == 3


def test_a_slow_receiver_holds_up_nobody_else(alice, bob, hook, running, held):
    with serving(Reply(200, hold=held)) as slow, serving(Reply(200)) as quick:
        late = hook(alice, slow.url)
        for _ in range(5):
            services.ping(late)
        processes.wait_for(lambda: len(slow.asked) == dispatcher.PER_HOST)
        for owner in (alice, bob):
            services.ping(hook(owner, quick.url))
        processes.wait_for(lambda: len(quick.asked) == 2)
        assert len(slow.asked) == dispatcher.PER_HOST


def test_one_owner_does_not_take_all_turns(alice, bob, hook, running, held):
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(serving(Reply(200, hold=held))) for _ in range(dispatcher.PER_OWNER)]
        for server in slow:
            for _ in range(2):
                services.ping(hook(alice, server.url))
        processes.wait_for(lambda: sum(len(server.asked) for server in slow) == dispatcher.PER_OWNER)
        quick = stack.enter_context(serving(Reply(200)))
        services.ping(hook(alice, quick.url))
        services.ping(hook(bob, quick.url))
        processes.wait_for(lambda: quick.asked)
        time.sleep(1.5)
        assert len(quick.asked) == 1
        assert sum(len(server.asked) for server in slow) == dispatcher.PER_OWNER


def test_410_ends_the_webhook(alice, hook, running):
    with serving(Reply(410)) as server:
        webhook = hook(alice, server.url)
        services.ping(webhook)
        processes.wait_for(lambda: states() == ["failed"])
    webhook.refresh_from_db()
    assert not webhook.active


def test_a_burst_arrives_whole(alice, hook, running, monkeypatch):
    monkeypatch.setattr(services, "MOST_PINGS", 30)
    with serving(Reply(200)) as server:
        webhook = hook(alice, server.url)
        sent = {services.ping(webhook).message for _ in range(30)}
        processes.wait_for(lambda: states() == ["delivered"] * 30)
    assert {asked.headers["webhook-id"] for asked in server.asked} == sent
    assert all(json.loads(asked.body)["type"] == "ping" for asked in server.asked)
