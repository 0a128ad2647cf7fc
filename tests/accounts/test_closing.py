"""The end of every credential of an account, and of nobody else's. The data: tests/documents/privacy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from onlineocr.accounts import closing, keys, tokens
from onlineocr.accounts.models import ApiKey, RefreshFamily, User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(alice, bob):
    """Alice and Bob have a session, a token, a key and a failed sign-in each."""
    for user in (alice, bob):
        Client().force_login(user, BACKEND)
        tokens.sign_in(user)
        keys.issue(user=user, name="k")
        AccessAttempt.objects.create(username=user.username, failures_since_start=2, ip_address="192.0.2.7")


def counts() -> list[int]:
    return [model.objects.count() for model in (Session, RefreshFamily, ApiKey, AccessAttempt)]


def test_it_ends_every_credential_of_the_account_alone(signed_in, alice, bob):
    closing.lock(alice)
    assert counts() == [1, 1, 1, 1]
    assert Session.objects.get().get_decoded()["_auth_user_id"] == str(bob.pk)
    assert (RefreshFamily.objects.get().user, ApiKey.objects.get().user) == (bob, bob)
    assert AccessAttempt.objects.get().username == "bob"


def test_the_account_can_never_sign_in_again(signed_in, alice, password):
    closing.lock(alice)
    alice.refresh_from_db()
    assert (alice.is_active, alice.has_usable_password(), alice.check_password(password)) == (False, False, False)
    assert abs(timezone.now() - alice.closed_at) < timedelta(minutes=1)


def test_a_session_that_is_over_is_no_matter(signed_in, alice):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    closing.lock(alice)
    assert Session.objects.count() == 2  # the hourly sweep deletes them


@pytest.mark.parametrize(("ago", "left"), [(timedelta(minutes=9), False), (timedelta(minutes=11), True)])
def test_a_closing_that_was_interrupted_is_found_after_a_while(alice, bob, ago, left):
    closing.lock(alice)
    User.objects.filter(pk=alice.pk).update(closed_at=timezone.now() - ago)
    assert closing.left_behind() == [alice] * left


def test_only_so_many_are_finished_at_once(db):
    old = timezone.now() - timedelta(hours=1)
    User.objects.bulk_create(User(username=f"u{n}", name_key=f"u{n}", closed_at=old) for n in range(12))
    assert len(closing.left_behind()) == 10
