"""The e-mail address of an account, and its confirmation by a link."""

from __future__ import annotations

import re
import threading
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from onlineocr.accounts.models import User

PAGE, MAIL, ACCOUNT = "/account/email/", "/account/email/mail/", "/account/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(alice):
    client = Client()
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    return client


def link():
    return urlsplit(re.search(r"^https?://\S+$", mail.outbox[-1].body, re.MULTILINE)[0]).path


def ask(client, address, password="correct horse battery"):
    return client.post(PAGE, {"email": address, "password": password})


def present():
    return User.objects.get(username="alice").email


def test_the_address_changes_when_the_link_is_confirmed(mine, client):
    assert ask(mine, "New@example.org")["Location"] == f"{ACCOUNT}#email"
    assert present() == "alice@example.org"
    assert "new@example.org waits" in mine.get(ACCOUNT).content.decode()
    assert mail.outbox[0].to == ["New@example.org"]
    page = client.get(link()).content.decode()  # without a session: on the phone that has the mail
    assert "new@example.org" in page
    assert present() == "alice@example.org"
    client.post(link())
    assert present() == "new@example.org"
    assert "confirmed" in mine.get(ACCOUNT).content.decode()


def test_the_earlier_address_is_told(mine):
    ask(mine, "new@example.org")
    mine.post(link())
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join(10)
    assert [one.to[0] for one in mail.outbox] == ["new@example.org", "alice@example.org"]
    assert "another address" in mail.outbox[1].body


def test_a_wrong_password_changes_nothing_and_is_counted(mine, settings):
    settings.THROTTLE_RATES = settings.THROTTLE_RATES | {"wrong_credentials": 1}
    assert "Nothing was changed" in ask(mine, "new@example.org", "wrong").content.decode()
    assert ask(mine, "new@example.org").status_code == 429
    assert mail.outbox == []


@pytest.mark.parametrize("address", ["x", "a@b@c", "a" * 300 + "@example.org", "a@example.org\r\nBcc: b@example.org"])
def test_what_is_no_address_is_refused(mine, address):
    assert "email" in ask(mine, address).context["form"].errors
    assert mail.outbox == []


def test_an_empty_address_removes_it(mine):
    ask(mine, "")
    assert present() == ""
    assert not EmailAddress.objects.exists()


def test_the_address_of_the_sign_up_is_confirmed_by_a_link(mine):
    assert "not confirmed" in mine.get(ACCOUNT).content.decode()
    mine.post(MAIL)
    mine.post(link())
    assert EmailAddress.objects.get().verified
    assert "not confirmed" not in mine.get(ACCOUNT).content.decode()


def test_a_later_address_takes_the_place_of_one_that_waits(mine):
    ask(mine, "one@example.org")
    first = link()
    ask(mine, "two@example.org")
    assert mine.get(first).status_code == 410
    mine.post(link())
    assert present() == "two@example.org"


@pytest.mark.parametrize("key", ["nonsense", "x:y:z", "a" * 3000])
def test_a_forged_link_does_nothing(mine, key):
    answer = mine.post(f"{PAGE}{key}/")
    assert answer.status_code == 410
    assert "works no more" in answer.content.decode()


def test_a_link_works_once_and_not_for_a_closed_account(mine, client):
    ask(mine, "new@example.org")
    way = link()
    User.objects.update(is_active=False)
    assert client.post(way).status_code == 410
    User.objects.update(is_active=True)
    assert [client.post(way).status_code for _ in range(2)] == [302, 410]


def test_an_address_that_another_account_has_confirmed_stays_there(mine, bob):
    EmailAddress.objects.create(user=bob, email="bob@example.org", verified=True, primary=True)
    ask(mine, "bob@example.org")
    assert "Another account has this address" in mine.post(link(), follow=True).content.decode()
    assert present() == "alice@example.org"


def test_one_account_sends_only_so_many_mails(mine):
    answers = [ask(mine, f"a{number}@example.org").status_code for number in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert len(mail.outbox) == 10


def test_a_mail_that_cannot_be_sent_is_told(mine, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    assert "could not be sent" in ask(mine, "new@example.org").content.decode()
    assert "waits" not in mine.get(ACCOUNT).content.decode()


def test_the_name_of_an_account_cannot_add_lines_to_a_mail(mine):
    User.objects.update(username="x\nhttps://evil.example")
    ask(mine, "new@example.org", "correct horse battery")
    assert all("\n" not in one.subject for one in mail.outbox)


def test_an_account_without_a_password_needs_none(mine, alice):
    alice.set_unusable_password()
    alice.save()
    mine.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert mine.post(PAGE, {"email": "new@example.org"}).status_code == 302
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("path", [PAGE, MAIL])
def test_visitors_log_in_first_and_forms_of_other_sites_do_nothing(client, alice, path):
    assert "/accounts/login/" in client.post(path, {"email": "x@example.org"})["Location"]
    other = Client(enforce_csrf_checks=True)
    other.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert other.post(path, {"email": "x@example.org"}).status_code == 403
    assert mail.outbox == []
