"""The record of sessions, and their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from onlineocr.accounts import sessions

pytestmark = pytest.mark.django_db


def browser(user, agent="Firefox"):
    client = Client(headers={"User-Agent": agent})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def test_the_first_use_of_an_older_session_makes_its_record(alice):
    mine = browser(alice)
    assert sessions.of(alice) == []
    mine.get("/history/")
    assert [(one.user_agent, one.ip) for one in sessions.of(alice)] == [("Firefox", "127.0.0.1")]


def test_the_last_use_is_recorded_once_a_minute(alice):
    mine = browser(alice)
    mine.get("/history/")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=3))
    mine.get("/history/")
    assert sessions.of(alice)[0].last_seen_at < timezone.now() - timedelta(days=2)
    cache.clear()
    mine.get("/history/")
    assert sessions.of(alice)[0].last_seen_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>", "\xff\x7f"], ids=ascii)
def test_a_hostile_name_of_a_browser_hurts_nobody(alice, agent):
    mine = Client()
    mine.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert mine.get("/history/", HTTP_USER_AGENT=agent).status_code == 200
    assert len(sessions.of(alice)) == 1


@pytest.mark.parametrize("address", ["", "nonsense", "2001:db8::7", "::ffff:192.0.2.7", "fe80::1%eth0"])
def test_a_client_with_an_odd_address_has_a_record(alice, address):
    browser(alice).get("/history/", REMOTE_ADDR=address)
    assert len(sessions.of(alice)) == 1


def test_visitors_and_tokens_have_none(client, alice, as_user):
    client.get("/")
    as_user(alice).get("/api/v1/me")
    assert not UserSession.objects.exists()


def test_one_session_ends_and_the_others_stay(alice):
    mine, other = browser(alice), browser(alice, "Chromium")
    mine.get("/history/")
    other.get("/history/")
    assert sessions.end(alice, UserSession.objects.get(user_agent="Chromium").pk)
    assert [one.get("/history/").status_code for one in (mine, other)] == [200, 302]


def test_nobody_ends_the_session_of_another(alice, bob):
    his = browser(bob)
    his.get("/history/")
    assert not sessions.end(alice, UserSession.objects.get().pk)
    assert his.get("/history/").status_code == 200


def test_every_other_session_ends_also_one_without_a_record(alice, bob):
    mine, other, his = browser(alice), browser(alice), browser(bob)
    mine.get("/history/")
    assert sessions.end_others(alice, mine.session.session_key) == 1
    assert [one.get("/history/").status_code for one in (mine, other, his)] == [200, 302, 200]


def test_records_of_sessions_that_are_gone_are_deleted(alice):
    browser(alice).get("/history/")
    browser(alice).get("/history/")
    Session.objects.first().delete()
    assert sessions.tidy() == 0
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(days=2))
    assert sessions.tidy() == 1
    assert UserSession.objects.count() == 1
