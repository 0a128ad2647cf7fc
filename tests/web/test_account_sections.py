"""Sessions, webhooks and usage on the page of an account."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from onlineocr.accounts import tokens
from onlineocr.documents.models import Allowance
from onlineocr.web.account.sessions import browser as named
from onlineocr.webhooks.models import Delivery, Webhook

ACCOUNT, HOOKS, OTHERS = "/account/", "/account/webhooks/", "/account/sessions/end/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
HOOK = {"url": "https://example.org/hook", "name": "mine", "events": ["document.succeeded"]}

pytestmark = pytest.mark.django_db


def browser(user, agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    client.get(ACCOUNT)
    return client


@pytest.fixture
def mine(alice):
    return browser(alice)


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("", "A browser without a name"),
        ("<b>x</b>\u202e", "bx/b"),
    ],
)
def test_a_browser_is_named(agent, name):
    assert named(agent) == name


def test_it_lists_the_sessions_this_one_first(mine, alice, bob):
    browser(alice, CHROME)
    browser(bob, SAFARI)
    page = text(mine.get(ACCOUNT))
    assert page.index("Firefox on Linux") < page.index("this browser") < page.index("Chrome on Windows")
    assert "Safari on iPhone" not in page


def test_one_session_ends(mine, alice):
    other = browser(alice, CHROME)
    way = re.search(r'action="(/account/sessions/\d+/end/)"', text(mine.get(ACCOUNT)))[1]
    assert "logged out" in text(mine.post(way, follow=True))
    assert other.get(ACCOUNT).status_code == 302
    assert mine.post(way).status_code == 404


def test_nobody_ends_the_session_of_another(mine, bob):
    his = browser(bob)
    row = UserSession.objects.get(user=bob)
    assert mine.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    assert his.get(ACCOUNT).status_code == 200


def test_every_other_session_and_token_ends(mine, alice, client):
    other, pair = browser(alice), tokens.sign_in(alice)
    assert "1 program with a password" in text(mine.get(ACCOUNT))
    assert "is logged out" in text(mine.post(OTHERS, follow=True))
    assert (mine.get(ACCOUNT).status_code, other.get(ACCOUNT).status_code) == (200, 302)
    assert client.post("/api/token_refresh/", {"refresh": pair.refresh}).status_code == 401


def test_a_webhook_is_made_and_its_secret_shown_once(mine):
    page = text(mine.post(HOOKS, HOOK))
    secret = re.search(r'id="secret">(whsec_[^<]+)<', page)[1]
    made = Webhook.objects.get()
    assert (made.url, made.events, made.secrets()) == (HOOK["url"], HOOK["events"], [secret])
    assert secret not in text(mine.get(f"{HOOKS}{made.uid}/"))
    assert f"{HOOKS}{made.uid}/" in text(mine.get(ACCOUNT))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://example.org/" + "a" * 3000}, "url"),
        ({"name": "two words"}, "name"),
        ({"name": "a" * 41}, "name"),
        ({"events": []}, "events"),
        ({"events": ["ping"]}, "events"),
    ],
)
def test_a_webhook_with_a_fault_is_not_made(mine, change, field):
    answer = mine.post(HOOKS, HOOK | change)
    assert list(answer.context["form"].errors) == [field]
    assert not Webhook.objects.exists()


def test_a_second_webhook_of_the_name_and_too_many_are_refused(mine, alice, hook):
    mine.post(HOOKS, HOOK)
    assert "has this name" in text(mine.post(HOOKS, HOOK))
    for _ in range(19):
        hook(alice)
    assert "Delete one first" in text(mine.post(HOOKS, HOOK | {"name": ""}))


def test_a_test_is_sent_and_shown(mine, alice, hook):
    way = f"{HOOKS}{hook(alice).uid}/"
    assert "A test is on its way" in text(mine.post(f"{way}test/", follow=True))
    assert "ping" in text(mine.get(way))
    for _ in range(5):
        answer = mine.post(f"{way}test/", follow=True)
    assert "Several pings are waiting" in text(answer)
    assert Delivery.objects.count() == 5


def test_a_webhook_is_switched_off_and_on(mine, alice, hook):
    made = hook(alice)
    way = f"{HOOKS}{made.uid}/"
    mine.post(f"{way}switch/", {"active": "no"})
    page = text(mine.get(way))
    assert "Its owner switched it off" in page
    assert "Send a test" not in page
    assert "disabled" in text(mine.post(f"{way}test/", follow=True))
    mine.post(f"{way}switch/", {"active": "yes"})
    made.refresh_from_db()
    assert made.active


def test_a_webhook_is_deleted_after_a_question(mine, alice, hook):
    way = f"{HOOKS}{hook(alice).uid}/delete/"
    assert "Delete this webhook?" in text(mine.get(way))
    assert mine.post(way)["Location"] == f"{ACCOUNT}#webhooks"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("part", ["", "test/", "switch/", "delete/"])
def test_the_webhook_of_another_is_not_there(mine, bob, hook, part):
    way = f"{HOOKS}{hook(bob).uid}/{part}"
    assert mine.get(way).status_code == 404
    assert mine.post(way).status_code in {404, 405}
    assert Webhook.objects.get().active


def test_what_a_receiver_answers_is_no_markup(mine, alice, hook):
    made = hook(alice)
    mine.post(f"{HOOKS}{made.uid}/test/")
    Delivery.objects.update(last_error="<script>alert(1)</script>", status="failed", type="<b>")
    page = text(mine.get(f"{HOOKS}{made.uid}/"))
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page


def test_usage_has_a_bar_for_each_limit(mine, alice):
    page = text(mine.get(ACCOUNT))
    assert "Pages waiting to be read" in page
    Allowance.objects.create(user=alice, pages=10)
    assert "0 of 10" in text(mine.get(ACCOUNT))


@pytest.mark.parametrize("path", [OTHERS, "/account/sessions/1/end/", HOOKS])
def test_visitors_and_forms_of_other_sites_do_nothing(client, alice, path):
    assert "/accounts/login/" in client.post(path, HOOK)["Location"]
    other = Client(enforce_csrf_checks=True)
    other.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert other.post(path, HOOK).status_code == 403
    assert not Webhook.objects.exists()
