"""What is told of documents: to whom, when, and in the very transaction that ends the run."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onlineocr.documents import services
from onlineocr.documents.models import Run
from onlineocr.documents.notify import webhooks
from onlineocr.documents.queue import claims
from onlineocr.ocr.errors import DamagedFile, InvalidOptions
from onlineocr.webhooks import queue as deliveries
from onlineocr.webhooks.models import Delivery
from onlineocr.webhooks.sending import Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(queued, value):
    """``read(alice, target)``: a document of one page whose run has ended."""

    def document(owner, target="", **more):
        made = queued(owner, file_name="Rechnung ä.png", **more)
        Run.objects.filter(document=made).update(webhook=target)
        while claim := claims.claim("w"):
            claims.finish(claim, value())
        return made

    return document


def told():
    return [(row.type, row.webhook_id) for row in Delivery.objects.order_by("id")]


def test_a_webhook_is_told_of_every_document_of_its_owner(alice, bob, hook, read):
    webhook = hook(alice)
    document = read(alice)
    read(bob)
    assert told() == [("document.succeeded", webhook.pk)]
    assert Delivery.objects.get().subject == str(document.uid)


def test_the_message_says_what_a_receiver_needs(alice, hook, read):
    hook(alice)
    document = read(alice)
    body = json.loads(Delivery.objects.get().payload)
    data = body.pop("data")
    assert body.keys() == {"type", "timestamp"}
    assert (data["id"], data["status"], data["file_name"]) == (str(document.uid), "succeeded", "Rechnung ä.png")
    assert (data["pages"], data["count"], data["confidence"], data["languages"]) == (1, 10, 0.9, ["en"])
    assert data["document"] == reverse("document", args=[document.uid])
    assert data["result"] == reverse("document-result", args=[document.uid])


def test_its_addresses_begin_where_the_service_is_reached(alice, hook, read, settings):
    settings.PUBLIC_URL = "https://ocr.example.org"
    hook(alice)
    read(alice)
    assert json.loads(Delivery.objects.get().payload)["data"]["document"].startswith("https://ocr.example.org/api/v1/")


def test_it_is_told_once_when_the_last_page_ends(alice, hook, queued, value):
    hook(alice)
    queued(alice, pages=3)
    for _ in range(2):
        claims.finish(claims.claim("w"), value())
    assert told() == []
    claims.finish(claims.claim("w"), value())
    assert len(told()) == 1


def test_it_is_told_of_every_way_to_end(alice, hook, queued, value):
    hook(alice)
    queued(alice)
    claims.fail(claims.claim("w"), DamagedFile())
    queued(alice, pages=2)
    claims.finish(claims.claim("w"), value())
    claims.fail(claims.claim("w"), DamagedFile())
    services.cancel(queued(alice))
    assert [type_ for type_, _ in told()] == ["document.failed", "document.partial", "document.canceled"]


def test_a_run_that_is_canceled_after_its_end_is_not_told_of_again(alice, hook, read):
    hook(alice)
    services.cancel(read(alice))
    assert len(told()) == 1


def test_it_is_told_only_what_it_subscribed_to(alice, hook, read):
    hook(alice, events=["document.failed"])
    read(alice)
    assert told() == []


def test_a_disabled_one_is_told_nothing(alice, hook, read):
    hook(alice).disable("test")
    read(alice)
    assert told() == []


def test_the_option_limits_who_is_told_to_the_one_it_names(alice, hook, read):
    hook(alice)
    chosen = hook(alice, events=["document.failed"])
    read(alice, str(chosen.uid))
    assert told() == [("document.succeeded", chosen.pk)]


def test_the_option_may_be_an_address(alice, hook, read):
    hook(alice)
    read(alice, "https://example.org/in")
    assert told() == [("document.succeeded", None)]
    delivery = Delivery.objects.get()
    assert (delivery.url, delivery.host, delivery.owner) == ("https://example.org/in", "example.org:443", alice)


def test_one_that_is_deleted_before_the_end_leaves_nobody(alice, hook, read):
    hook(alice)
    gone = hook(alice)
    uid = str(gone.uid)
    gone.delete()
    read(alice, uid)
    assert told() == []


def test_an_upload_without_account_is_signed_by_its_token(queued, value):
    import base64
    import hashlib

    document = queued()
    token = document.issue_token()
    document.save()
    Run.objects.update(webhook="https://example.org/in")
    claims.finish(claims.claim("w"), value())
    key = base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    assert Delivery.objects.get().secrets() == [f"whsec_{key}"]


def test_the_message_goes_with_the_transaction_that_ends_the_run(alice, hook, queued, value):
    hook(alice)
    queued(alice)
    claim = claims.claim("w")
    with transaction.atomic():
        claims.finish(claim, value())
        assert len(told()) == 1
        transaction.set_rollback(True)
    assert told() == []


def test_it_costs_one_query_when_nobody_listens_and_none_for_visitors(alice, read):
    for owner, count in ((alice, 1), (None, 0)):
        run = read(owner).run
        with CaptureQueriesContext(connection) as asked:
            webhooks.run_ended(run)
        assert len([query for query in asked if "webhook" in query["sql"]]) == count


@pytest.mark.parametrize("under_way", [False, True])
def test_a_refused_upload_leaves_no_message_that_looks_failed(alice, hook, queued, under_way):
    hook(alice)
    document = queued(alice)
    claims.fail(claims.claim("w"), DamagedFile("It is damaged"))
    sending = under_way and deliveries.claim("w")
    services.withdraw(document)
    assert told() == []
    if sending:
        deliveries.settle(sending, Outcome(500, "The receiver answered 500."))
        assert told() == []


def test_deleting_a_document_removes_what_was_told_of_it(alice, hook, read):
    hook(alice)
    document = read(alice)
    queue_row = Delivery.objects.get()
    services.delete(document)
    queue_row.refresh_from_db()
    assert (queue_row.status, queue_row.payload, queue_row.subject) == ("failed", "", "")


def test_closing_an_account_removes_all_of_it(alice, hook, read):
    hook(alice)
    read(alice, "https://example.org/in")
    alice.delete()
    assert not Delivery.objects.exists()


def test_the_option_takes_id_name_and_address(alice, hook):
    webhook = hook(alice, name="books")
    for value in ("books", str(webhook.uid), webhook.uid.hex):
        assert webhooks.target_of(value, alice) == str(webhook.uid)
    assert webhooks.target_of("https://Example.org/in#x", alice) == "https://example.org/in"
    assert webhooks.target_of("", alice) == ""


@pytest.mark.parametrize(
    "value",
    ["nobody", "http://example.org:25/", "https://user@example.org/", "https://10.0.0.1/", "ftp://example.org/"],
)
def test_the_option_refuses_others(alice, value, settings):
    with pytest.raises(InvalidOptions, match="webhook"):
        webhooks.target_of(value, alice)


def test_the_option_refuses_what_is_anothers_or_disabled(alice, bob, hook):
    hook(bob, name="bobs")
    hook(alice, name="off").disable("The receiver answered 410 Gone.")
    with pytest.raises(InvalidOptions, match="neither"):
        webhooks.target_of("bobs", alice)
    with pytest.raises(InvalidOptions, match="410"):
        webhooks.target_of("off", alice)


def test_visitors_name_addresses_only_where_the_operator_permits_it(settings):
    with pytest.raises(InvalidOptions, match="account"):
        webhooks.target_of("https://example.org/", None)
    settings.ANONYMOUS_WEBHOOKS = True
    assert webhooks.target_of("https://example.org/", None) == "https://example.org/"
    with pytest.raises(InvalidOptions):
        webhooks.target_of("books", None)
