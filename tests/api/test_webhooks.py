"""/api/v1/webhooks/: register, change, try, look at the log, send again."""

from __future__ import annotations

import platform

import pytest

from onlineocr.webhooks import queue, services
from onlineocr.webhooks.models import Delivery, Webhook
from onlineocr.webhooks.sending import Outcome
from tests.support.answers import problem
from tests.support.processes import picture

URL = "/api/v1/webhooks/"
THERE = "https://example.org/in"


@pytest.fixture
def mine(as_user, alice):
    """Alice's client."""
    return as_user(alice)


@pytest.fixture
def webhook(mine):
    """A webhook of Alice's, as she got it."""
    return mine.post(URL, {"url": THERE, "name": "books", "events": ["document.failed"]}).json()


def failed(owner, url=THERE):
    """A delivery that has failed for good."""
    hook = services.register(owner=owner, url=url)[0]
    delivery = services.ping(hook)
    Delivery.objects.filter(pk=delivery.pk).update(attempts=99)
    queue.settle(queue.claim("w"), Outcome(500, "The receiver answered 500.", "oops"))
    return Delivery.objects.get(pk=delivery.pk)


def test_it_registers_one_and_shows_the_secret_once(mine):
    response = mine.post(URL, {"url": THERE})
    body = response.json()
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    assert body.pop("secret").startswith("whsec_")
    assert (body["url"], body["events"], body["active"], body["disabled_reason"]) == (THERE, [], True, "")
    assert mine.get(f"{URL}{body['id']}/").json() == body
    assert mine.get(URL).json()["results"] == [body]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", ""), ("url", "example.org"), ("url", "http://example.org/"), ("url", "https://127.0.0.1/"),
        ("url", "https://localhost/"), ("url", "https://a.localhost:8443/"), ("url", "https://ip6-localhost/"),
        ("url", f"https://{platform.node()}/"), ("url", "https://a.localdomain/"), ("url", "https://inside/"),
        ("url", "https://example.org:22/"), ("url", "https://a@example.org/"), ("url", "x" * 3000), ("url", None),
        ("events", ["document.eaten"]), ("events", "document.failed"), ("name", "a/b"), ("name", "x" * 41),
        ("name", "-"), ("active", "perhaps"), ("description", "x" * 201), ("description", "a\0b"),
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be(mine, field, value):
    response = mine.post(URL, {"url": THERE} | {field: value}, format="json")
    names = {error["field"].partition(".")[0] for error in problem(response, 400, "invalid")["errors"]}
    assert names == {field}
    assert not Webhook.objects.exists()


def test_a_name_is_taken_once_by_each(mine, as_user, bob, webhook):
    assert "name" in problem(mine.post(URL, {"url": THERE, "name": "books"}), 400, "invalid")["detail"]
    assert as_user(bob).post(URL, {"url": THERE, "name": "books"}).status_code == 201
    other = mine.post(URL, {"url": THERE}).json()
    problem(mine.patch(f"{URL}{other['id']}/", {"name": "books"}), 400, "invalid")


def test_nobody_has_more_than_twenty(mine, alice):
    for _ in range(services.MOST):
        services.register(owner=alice, url=THERE)
    problem(mine.post(URL, {"url": THERE}), 409, "conflict")


def test_it_changes_one(mine, webhook):
    address = f"{URL}{webhook['id']}/"
    body = mine.patch(address, {"url": "https://example.net/", "events": []}, format="json").json()
    assert (body["url"], body["events"], body["name"]) == ("https://example.net/", [], "books")
    assert mine.get(address).json() == body


def test_a_new_address_holds_for_what_waits(mine, webhook):
    mine.post(f"{URL}{webhook['id']}/test")
    mine.patch(f"{URL}{webhook['id']}/", {"url": "https://example.net:8443/x"})
    assert Delivery.objects.values_list("url", "host").get() == ("https://example.net:8443/x", "example.net:8443")


def test_it_is_switched_off_and_on(mine, webhook):
    address = f"{URL}{webhook['id']}/"
    mine.post(f"{address}test")
    assert mine.patch(address, {"active": False}).json()["disabled_reason"] == "Its owner switched it off."
    assert Delivery.objects.get().status == "failed"
    problem(mine.post(f"{address}test"), 409, "conflict")
    assert mine.patch(address, {"active": True}).json()["disabled_reason"] == ""


def test_it_removes_one_with_its_log(mine, webhook):
    mine.post(f"{URL}{webhook['id']}/test")
    assert mine.delete(f"{URL}{webhook['id']}/").status_code == 204
    assert mine.get(f"{URL}{webhook['id']}/").status_code == 404
    assert not Delivery.objects.exists()


def test_it_rotates_the_secret(mine, webhook):
    secret = mine.post(f"{URL}{webhook['id']}/rotate").json()["secret"]
    assert Webhook.objects.get().secrets() == [secret, webhook["secret"]]


def test_it_rotates_the_default_secret(mine):
    first, second = (mine.post(f"{URL}secret/rotate").json()["secret"] for _ in range(2))
    assert first.startswith("whsec_")
    assert first != second


def test_a_ping_goes_into_the_log(mine, webhook):
    body = mine.post(f"{URL}{webhook['id']}/test").json()
    assert (body["type"], body["status"], body["webhook"]) == ("ping", "waiting", webhook["id"])
    assert body["payload"]["data"] == {"webhook": webhook["id"]}
    for log in (f"{URL}{webhook['id']}/deliveries/", f"{URL}deliveries/"):
        assert mine.get(log).json()["results"] == [body]
    assert mine.get(f"{URL}deliveries/{body['id']}/").json() == body


def test_pings_do_not_pile_up(mine, webhook):
    answers = [mine.post(f"{URL}{webhook['id']}/test").status_code for _ in range(services.MOST_PINGS + 1)]
    assert answers == [202] * services.MOST_PINGS + [409]


def test_the_log_comes_in_pages(mine, alice):
    hook = services.register(owner=alice, url=THERE)[0]
    ids = [services.ping(hook).message for _ in range(3)]
    body = mine.get(f"{URL}{hook.uid}/deliveries/?page=2&page_size=2").json()
    assert (body["count"], [row["id"] for row in body["results"]]) == (3, ids[:1])


def test_it_shows_how_a_message_failed_and_sends_it_again(mine, alice):
    delivery = failed(alice)
    body = mine.get(f"{URL}deliveries/{delivery.message}/").json()
    assert (body["status"], body["last_status"], body["last_excerpt"], body["next_at"]) == ("failed", 500, "oops", None)
    again = mine.post(f"{URL}deliveries/{delivery.message}/replay")
    assert (again.status_code, again.json()["status"], again.json()["id"]) == (202, "waiting", delivery.message)
    assert queue.claim("w").payload == delivery.payload


def test_what_waits_is_not_sent_twice(mine, webhook):
    message = mine.post(f"{URL}{webhook['id']}/test").json()["id"]
    problem(mine.post(f"{URL}deliveries/{message}/replay"), 409, "conflict")


def test_what_was_forgotten_is_not_sent_again(mine, alice):
    delivery = failed(alice)
    Delivery.objects.forget()
    problem(mine.post(f"{URL}deliveries/{delivery.message}/replay"), 409, "conflict")
    assert mine.get(f"{URL}deliveries/{delivery.message}/").json()["payload"] is None


CALLS = [
    ("get", ""), ("patch", ""), ("delete", ""), ("post", "rotate"), ("post", "test"), ("get", "deliveries/"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "below"), CALLS)
def test_nobody_touches_anothers_webhook(as_user, bob, charlie, api, webhook, method, below):
    address = f"{URL}{webhook['id']}/{below}"
    for somebody in (bob, charlie):
        assert getattr(as_user(somebody), method)(address).status_code == 404
    assert getattr(api, method)(address).status_code == 401


@pytest.mark.parametrize(("method", "below"), [("get", ""), ("post", "replay")])
def test_nobody_touches_anothers_message(as_user, alice, bob, api, method, below):
    address = f"{URL}deliveries/{failed(alice).message}/{below}"
    assert getattr(as_user(bob), method)(address).status_code == 404
    assert getattr(api, method)(address).status_code == 401
    assert as_user(bob).get(f"{URL}deliveries/").json()["count"] == 0


@pytest.mark.parametrize(
    "address", ["0192f0c1-7c5e-4d6f-9c38-0d6a4b1c2e3f/", "deliveries/msg_0/", "no-uuid/", "deliveries/a%00b/"]
)
def test_what_does_not_exist_is_404(mine, address):
    problem(mine.get(URL + address), 404, "not_found")


def test_an_upload_names_who_is_told(mine, webhook):
    body = mine.post("/api/v1/documents/?webhook=books", picture(), content_type="image/png")
    assert body.status_code == 202
    problem(mine.post("/api/v1/documents/?webhook=none", picture(), content_type="image/png"), 422, "invalid_option")


def test_a_visitor_may_not_name_an_address(api):
    response = api.post(f"/api/v1/documents/?webhook={THERE}", picture(), content_type="image/png")
    assert problem(response, 422, "invalid_option")["errors"][0]["field"] == "webhook"
