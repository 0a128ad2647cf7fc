"""Locking an account for good, before what belongs to it is removed."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from onlineocr.accounts.models import ApiKey, RefreshFamily, User

STALE = timedelta(minutes=10)


def lock(user: User) -> None:
    """From now on no credential of ``user`` works: no password, token, key or session. There is no way back."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, closed_at=timezone.now(), password=make_password(None))
        RefreshFamily.objects.filter(user=user).delete()
        ApiKey.objects.filter(user=user).delete()
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    _end_sessions(user)


def left_behind() -> list[User]:
    """Accounts that were locked a while ago and are still there, because the process that closed them ended."""
    return list(User.objects.filter(closed_at__lt=timezone.now() - STALE)[:10])


def _end_sessions(user: User) -> None:
    """A session says only in its sealed text whose it is, so all have to be opened."""
    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=mine).delete()
