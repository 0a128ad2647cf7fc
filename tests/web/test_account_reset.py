"""A new password by mail, as a browser without scripts asks for it."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from onlineocr.accounts import tokens
from onlineocr.accounts.models import User

ASK, SENT, LOG_IN = "/accounts/password/", "/accounts/password/sent/", "/accounts/login/"
NEW = "purple monkey dishwasher"
FORM = {"new_password": NEW, "again": NEW}

pytestmark = pytest.mark.django_db


def ask(client, address, **more):
    answer = client.post(ASK, {"email": address}, **more)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(10)
    return answer


def link(number=-1):
    """The address in a mail."""
    return re.search(r"^https?://\S+$", mail.outbox[number].body, re.MULTILINE)[0]


def opened(client, address):
    """The page of a link, and its address; the link redirects, so that it is in no Referer header."""
    path = urlsplit(address).path
    answer = client.get(path, follow=True)
    return answer, answer.redirect_chain[-1][0] if answer.redirect_chain else path


def test_the_login_page_leads_to_it(client):
    assert f'href="{ASK}"' in client.get(LOG_IN).content.decode()
    assert client.get(ASK).status_code == 200


def test_the_link_in_the_mail_sets_a_new_password(client, alice):
    assert ask(client, "alice@example.org")["Location"] == SENT
    assert [(one.to, one.subject) for one in mail.outbox] == [(["alice@example.org"], "A new password for onlineocr")]
    page, way = opened(client, link())
    assert "alice" in page.content.decode()
    answer = client.post(way, FORM, follow=True)
    assert answer.redirect_chain == [(LOG_IN, 302)]
    assert "every sign-in has ended" in answer.content.decode()
    assert client.post(LOG_IN, {"username": "alice", "password": NEW})["Location"] == "/"


@pytest.mark.parametrize("address", ["nobody@example.org", "bob@example.org", "ALICE@example.org"])
def test_the_answer_is_the_same_for_every_address(client, alice, address):
    first, second = ask(client, address), client.get(SENT)
    assert (first.status_code, first["Location"], second.status_code) == (302, SENT, 200)
    assert len(mail.outbox) == (address.lower() == "alice@example.org")


@pytest.mark.parametrize(
    "address", ["", "x", "a@b@c", "a" * 5000 + "@example.org", "alice@example.org\r\nBcc: e@evil.example"]
)
def test_what_is_no_address_is_refused(client, alice, address):
    assert ask(client, address).status_code == 200
    assert mail.outbox == []


def test_every_other_sign_in_ends(client, alice):
    other = Client()
    other.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    pair = tokens.sign_in(alice)
    ask(client, "alice@example.org")
    client.post(opened(client, link())[1], FORM)
    assert other.get("/account/").status_code == 302
    with pytest.raises(tokens.InvalidToken):
        tokens.refresh(pair.refresh)


def test_a_link_works_once(client, alice):
    ask(client, "alice@example.org")
    client.post(opened(client, link())[1], FORM)
    page, way = opened(Client(), link())
    assert "works no more" in page.content.decode()
    Client().post(way, {"new_password": "another long one", "again": "another long one"})
    assert User.objects.get().check_password(NEW)


def test_a_link_ends_after_two_hours_and_with_a_sign_in(client, alice, password, settings):
    ask(client, "alice@example.org")
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "works no more" in opened(Client(), link())[0].content.decode()
    settings.PASSWORD_RESET_TIMEOUT = 7200
    User.objects.update(last_login=timezone.now() + timedelta(seconds=1))
    assert "works no more" in opened(Client(), link())[0].content.decode()


@pytest.mark.parametrize("path", ["x/y/", "MQ/nonsense/", "MQ/set-password/", f"{'9' * 300}/a-b/"])
def test_a_forged_link_says_that_it_does_not_work(client, alice, path):
    assert "works no more" in client.get(ASK + path).content.decode()
    assert client.post(ASK + path, FORM).status_code in {200, 404}
    assert not User.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"new_password": "12345678", "again": "12345678"}, "new_password"), ({"again": "other"}, "again")],
)
def test_it_names_the_field_that_is_wrong(client, alice, change, field):
    ask(client, "alice@example.org")
    answer = client.post(opened(client, link())[1], FORM | change)
    assert list(answer.context["form"].errors) == [field]


def test_the_pause_after_wrong_passwords_ends_with_it(client, alice, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(LOG_IN, {"username": "alice", "password": "wrong"})
    ask(client, "alice@example.org")
    client.post(opened(client, link())[1], FORM)
    assert client.post(LOG_IN, {"username": "alice", "password": NEW}).status_code == 302


@pytest.mark.parametrize("state", [{"is_active": False}, {"password": "!none"}])
def test_an_account_that_may_not_have_one_gets_no_mail(client, alice, state):
    User.objects.update(**state)
    ask(client, "alice@example.org")
    assert mail.outbox == []


def test_two_accounts_with_one_address_get_a_link_each(client, alice, bob):
    User.objects.update(email="both@example.org")
    ask(client, "both@example.org")
    assert sorted(re.search(r"account (\w+) at", one.body)[1] for one in mail.outbox) == ["alice", "bob"]


@pytest.mark.parametrize("host", ["evil", "10.6.6.6", "localhost:6666", "ocr.example.org:6666", "evil.lan"])
def test_no_name_from_the_request_is_in_the_link(client, alice, settings, host):
    settings.TRUSTED_PROXIES = 1
    ask(client, "alice@example.org", headers={"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https"})
    assert link().startswith("http://localhost:80/accounts/password/")
    assert host not in mail.outbox[0].body


def test_the_link_begins_with_the_public_address(client, alice, settings):
    settings.PUBLIC_URL, settings.PUBLIC_ORIGIN = "https://example.org/ocr", "https://example.org"
    settings.PATH_PREFIX = "/ocr"
    ask(client, "alice@example.org", headers={"Host": "evil"})
    assert link().startswith("https://example.org/ocr/accounts/password/")
    assert "evil" not in mail.outbox[0].body


def test_one_address_asks_only_so_often(client, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"reset": 2}
    answers = [ask(client, "nobody@example.org") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[2]["Retry-After"]) > 0


def test_nobody_fills_the_mailbox_of_another(client, alice):
    for number in range(6):
        assert ask(client, "Alice@example.org", REMOTE_ADDR=f"192.0.2.{number}")["Location"] == SENT
    assert len(mail.outbox) == 3


def test_a_mail_server_that_is_gone_changes_nothing_of_the_answer(client, alice, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert ask(client, "alice@example.org")["Location"] == SENT


def test_an_api_key_that_changes_the_address_gets_no_link(client, alice, as_user):
    as_user(alice).patch("/api/v1/me", {"email": "thief@example.org"})
    ask(client, "thief@example.org")
    assert mail.outbox == []
    ask(client, "alice@example.org")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("first", ["", "x@example.org"])
def test_neither_does_it_in_two_steps(client, alice, as_user, first):
    for address in (first, "thief@example.org", "", "thief@example.org"):
        as_user(alice).patch("/api/v1/me", {"email": address})
    ask(client, "thief@example.org")
    assert mail.outbox == []


def test_the_opened_link_confirms_the_address(client, alice):
    ask(client, "alice@example.org")
    client.post(opened(client, link())[1], FORM)
    assert EmailAddress.objects.filter(email="alice@example.org", verified=True, primary=True).exists()


def test_forms_of_other_sites_do_nothing(alice):
    assert Client(enforce_csrf_checks=True).post(ASK, {"email": "alice@example.org"}).status_code == 403
    assert mail.outbox == []
