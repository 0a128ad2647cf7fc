from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from onlineocr.accounts import tokens
from onlineocr.accounts.models import RefreshFamily
from onlineocr.accounts.tidy import tidy


def test_it_leaves_what_is_in_use(client, api, alice):
    client.force_login(alice)
    tokens.sign_in(alice)
    api.post("/api/token_obtain_pair/", {"username": "alice", "password": "wrong"})
    assert tidy() == 0
    assert (Session.objects.count(), RefreshFamily.objects.count(), AccessAttempt.objects.count()) == (1, 1, 1)


def test_it_deletes_what_is_over(client, api, alice):
    client.force_login(alice)
    tokens.sign_in(alice)
    api.post("/api/token_obtain_pair/", {"username": "alice", "password": "wrong"})
    old = timezone.now() - timedelta(days=30)
    Session.objects.update(expire_date=old)
    RefreshFamily.objects.update(expires_at=old)
    AccessAttempt.objects.update(attempt_time=old)
    assert tidy() == 3
    assert tidy() == 0
